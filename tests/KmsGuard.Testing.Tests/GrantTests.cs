using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Testing.Tests;

public sealed class GrantsInProcessTests() : GrantTests(overHttp: false);

public sealed class GrantsOverHttpTests() : GrantTests(overHttp: true);

/// <summary>Grants: made, found, enforced, ended.</summary>
public abstract class GrantTests(bool overHttp) : Scene(overHttp)
{
    private const string App = $"arn:aws:iam::{Account}:role/app";
    private const string Keeper = $"arn:aws:iam::{Account}:user/keeper";

    [Fact]
    public async Task A_grant_lets_its_grantee_do_what_it_says()
    {
        var key = Kms.CreateKey();
        var app = ClientOfPrincipal(App);
        await RefusesWith("AccessDeniedException", () => Use(app, key));
        await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["GenerateDataKey"] });
        var made = await Use(app, key);
        await RefusesWith("AccessDeniedException", () => Decrypt(app, made.CiphertextBlob));
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(Keeper), key));
        await Use(ClientOfPrincipal($"arn:aws:sts::{Account}:assumed-role/app/session"), key);
        await RefusesWith("AccessDeniedException", () => Use(app, Kms.CreateKey()));
        var denied = KeyPolicy(RootMayAdminister, $$"""{"Effect":"Deny","Principal":{"AWS":"{{App}}"},"Action":"kms:*","Resource":"*"}""");
        await Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = denied });
        await RefusesWith("AccessDeniedException", () => Use(app, key));
    }

    [Theory]
    [InlineData("equals", "a=1,b=2", true)]
    [InlineData("equals", "b=2,a=1", true)]
    [InlineData("equals", "a=1", false)]
    [InlineData("equals", "a=1,b=2,c=3", false)]
    [InlineData("equals", "a=1,b=3", false)]
    [InlineData("subset", "a=1,b=2,c=3", true)]
    [InlineData("subset", "a=1,b=2", true)]
    [InlineData("subset", "a=1", false)]
    [InlineData("subset", "a=1,B=2", false)]
    public async Task A_constraint_is_about_the_encryption_context(string constraint, string context, bool allowed)
    {
        var key = Kms.CreateKey();
        var pairs = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        await Client.CreateGrantAsync(new CreateGrantRequest
        {
            KeyId = key,
            GranteePrincipal = App,
            Operations = ["GenerateDataKey", "DescribeKey"],
            Constraints = constraint == "equals" ? new GrantConstraints { EncryptionContextEquals = pairs } : new GrantConstraints { EncryptionContextSubset = pairs },
        });
        var app = ClientOfPrincipal(App);
        Task Call() => app.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, EncryptionContext = context.Split(',').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]) });
        if (allowed)
            await Call();
        else
            await RefusesWith("AccessDeniedException", Call);
        await app.DescribeKeyAsync(key);
    }

    [Fact]
    public async Task A_grantee_of_another_account_needs_its_own_IAM_too()
    {
        const string foreigner = "arn:aws:iam::444455556666:role/app";
        var key = Kms.CreateKey();
        await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = foreigner, Operations = ["GenerateDataKey"] });
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(foreigner), key));
        await Use(ClientOfPrincipal(foreigner, IamAllow("kms:*")), key);
    }

    [Fact]
    public async Task A_new_grant_needs_its_token_until_it_has_spread()
    {
        Options.GrantPropagation = TimeSpan.FromMinutes(5);
        var key = Kms.CreateKey();
        var grant = await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["GenerateDataKey"] });
        var app = ClientOfPrincipal(App);
        await RefusesWith("AccessDeniedException", () => Use(app, key));
        await app.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, GrantTokens = [grant.GrantToken] });
        await Refuses<InvalidGrantTokenException>(() => app.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, GrantTokens = ["nonsense"] }));
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Use(app, key);
    }

    [Fact]
    public async Task A_name_makes_a_retry_find_the_grant()
    {
        var key = Kms.CreateKey();
        CreateGrantRequest Request(string? name, string operation = "Decrypt") => new() { KeyId = key, GranteePrincipal = App, Operations = [operation], Name = name };
        var first = await Client.CreateGrantAsync(Request("job"));
        var again = await Client.CreateGrantAsync(Request("job"));
        Assert.Equal(first.GrantId, again.GrantId);
        Assert.NotEqual(first.GrantToken, again.GrantToken);
        Assert.NotEqual(first.GrantId, (await Client.CreateGrantAsync(Request("job", "Encrypt"))).GrantId);
        Assert.NotEqual((await Client.CreateGrantAsync(Request(null))).GrantId, (await Client.CreateGrantAsync(Request(null))).GrantId);
        await Client.RetireGrantAsync(new RetireGrantRequest { GrantToken = first.GrantToken });
        await Refuses<InvalidGrantTokenException>(() => Client.RetireGrantAsync(new RetireGrantRequest { GrantToken = again.GrantToken }));
    }

    [Fact]
    public async Task Grants_are_listed_with_what_they_say()
    {
        var key = Kms.CreateKey();
        var made = await Client.CreateGrantAsync(new CreateGrantRequest
        {
            KeyId = key,
            Name = "job",
            GranteePrincipal = App,
            RetiringPrincipal = Keeper,
            Operations = ["Decrypt", "Encrypt"],
            Constraints = new GrantConstraints { EncryptionContextSubset = new() { ["a"] = "1" } },
        });
        await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = Keeper, Operations = ["Decrypt"] });
        var grant = Assert.Single((await Client.ListGrantsAsync(new ListGrantsRequest { KeyId = key, GranteePrincipal = App })).Grants);
        Assert.Equal((key, made.GrantId, "job", App, Keeper, $"arn:aws:iam::{Account}:root"), (grant.KeyId, grant.GrantId, grant.Name, grant.GranteePrincipal, grant.RetiringPrincipal, grant.IssuingAccount));
        Assert.Equal(["Decrypt", "Encrypt"], grant.Operations);
        Assert.Equal("1", grant.Constraints.EncryptionContextSubset["a"]);
        Assert.Null(grant.Constraints.EncryptionContextEquals);
        Assert.Equal(made.GrantId, Assert.Single((await Client.ListGrantsAsync(new ListGrantsRequest { KeyId = key, GrantId = made.GrantId })).Grants).GrantId);
        Assert.Equal(made.GrantId, Assert.Single((await Client.ListRetirableGrantsAsync(new ListRetirableGrantsRequest { RetiringPrincipal = Keeper })).Grants).GrantId);
        Assert.Empty((await Client.ListRetirableGrantsAsync(new ListRetirableGrantsRequest { RetiringPrincipal = App })).Grants ?? []);
        await RefusesWith("AccessDeniedException", () => Client.ListRetirableGrantsAsync(new ListRetirableGrantsRequest { RetiringPrincipal = "arn:aws:iam::444455556666:role/app" }));

        for (var i = 0; i < 60; i++)
            await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"] });
        var pages = 0;
        var all = new HashSet<string>();
        await foreach (var page in Client.Paginators.ListGrants(new ListGrantsRequest { KeyId = key }).Responses)
        {
            pages++;
            all.UnionWith(page.Grants.Select(one => one.GrantId));
        }
        Assert.Equal((2, 62), (pages, all.Count));
    }

    [Fact]
    public async Task Who_may_retire_is_said_by_the_grant()
    {
        var key = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister));
        Task<CreateGrantResponse> Make(params string[] operations) => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, RetiringPrincipal = Keeper, Operations = [.. operations] });
        RetireGrantRequest Retire(CreateGrantResponse grant) => new() { KeyId = key, GrantId = grant.GrantId };
        var (app, keeper) = (ClientOfPrincipal(App), ClientOfPrincipal(Keeper));

        var plain = await Make("Decrypt");
        await RefusesWith("AccessDeniedException", () => app.RetireGrantAsync(Retire(plain)));
        await Refuses<DryRunOperationException>(() => keeper.RetireGrantAsync(new RetireGrantRequest { GrantToken = plain.GrantToken, DryRun = true }));
        await keeper.RetireGrantAsync(Retire(plain));
        await app.RetireGrantAsync(Retire(await Make("Decrypt", "RetireGrant")));
        await Client.RetireGrantAsync(Retire(await Make("Decrypt")));
        var other = $"arn:aws:iam::{Account}:role/other";
        var last = await Make("Decrypt");
        await RefusesWith("AccessDeniedException", () => ClientOfPrincipal(other).RetireGrantAsync(Retire(last)));
        await ClientOfPrincipal(other, IamAllow("kms:RetireGrant")).RetireGrantAsync(Retire(last));
        await Refuses<NotFoundException>(() => Client.RetireGrantAsync(Retire(last)));
        await RefusesWith("ValidationException", () => Client.RetireGrantAsync(new RetireGrantRequest { KeyId = key }));
    }

    [Fact]
    public async Task A_revoked_grant_permits_nothing()
    {
        var key = Kms.CreateKey();
        var grant = await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, RetiringPrincipal = App, Operations = ["GenerateDataKey"] });
        var app = ClientOfPrincipal(App);
        await Use(app, key);
        await RefusesWith("AccessDeniedException", () => app.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = grant.GrantId }));
        await Refuses<DryRunOperationException>(() => Client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = grant.GrantId, DryRun = true }));
        await Use(app, key);
        await Client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = grant.GrantId });
        await RefusesWith("AccessDeniedException", () => Use(app, key));
        await Refuses<NotFoundException>(() => Client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = grant.GrantId }));
        await RefusesWith("InvalidGrantIdException", () => Client.RevokeGrantAsync(new RevokeGrantRequest { KeyId = key, GrantId = "x" }));
    }

    [Fact]
    public async Task A_grantee_grants_no_more_than_it_has()
    {
        var key = Kms.CreateKey();
        await Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["CreateGrant", "Decrypt"], Constraints = new GrantConstraints { EncryptionContextSubset = new() { ["a"] = "1" } } });
        var app = ClientOfPrincipal(App);
        CreateGrantRequest Request(string operation, GrantConstraints? constraints) => new() { KeyId = key, GranteePrincipal = Keeper, Operations = [operation], Constraints = constraints };
        await RefusesWith("AccessDeniedException", () => app.CreateGrantAsync(Request("Encrypt", new GrantConstraints { EncryptionContextSubset = new() { ["a"] = "1" } })));
        await RefusesWith("AccessDeniedException", () => app.CreateGrantAsync(Request("Decrypt", null)));
        await RefusesWith("AccessDeniedException", () => app.CreateGrantAsync(Request("Decrypt", new GrantConstraints { EncryptionContextSubset = new() { ["b"] = "1" } })));
        await app.CreateGrantAsync(Request("Decrypt", new GrantConstraints { EncryptionContextEquals = new() { ["a"] = "1", ["b"] = "2" } }));
        await app.CreateGrantAsync(Request("Decrypt", new GrantConstraints { EncryptionContextSubset = new() { ["a"] = "1" } }));
    }

    [Theory]
    [InlineData("Sign", "ValidationException")]
    [InlineData("DisableKey", "ValidationException")]
    [InlineData("", "ValidationException")]
    public async Task A_grant_permits_grant_operations_of_symmetric_keys(string operation, string error) =>
        await RefusesWith(error, () => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = Kms.CreateKey(), GranteePrincipal = App, Operations = operation.Length == 0 ? null : [operation] }));

    [Fact]
    public async Task Principals_and_constraints_have_their_forms()
    {
        var key = Kms.CreateKey();
        await Refuses<InvalidArnException>(() => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = "app", Operations = ["Decrypt"] }));
        await Refuses<InvalidArnException>(() => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, RetiringPrincipal = Wrong("*"), Operations = ["Decrypt"] }));
        var nine = Enumerable.Range(0, 9).ToDictionary(i => $"k{i}", _ => "v");
        await RefusesWith("ValidationException", () => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"], Constraints = new GrantConstraints { EncryptionContextEquals = nine } }));
        await RefusesWith("ValidationException", () => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"], Constraints = new GrantConstraints { EncryptionContextSubset = new() { ["a"] = new string('x', 385) } } }));
        await Refuses<DryRunOperationException>(() => Client.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"], DryRun = true }));
        Assert.Empty((await Client.ListGrantsAsync(new ListGrantsRequest { KeyId = key })).Grants ?? []);
    }

    [Fact]
    public async Task The_policy_can_limit_which_grants_are_made()
    {
        var key = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister, Allow(Keeper, "kms:CreateGrant", $$"""{"StringEquals":{"kms:GranteePrincipal":"{{App}}","kms:GrantConstraintType":"EncryptionContextEquals"},"ForAllValues:StringEquals":{"kms:GrantOperations":["Decrypt","DescribeKey"]} }""")));
        var keeper = ClientOfPrincipal(Keeper);
        var constraints = new GrantConstraints { EncryptionContextEquals = new() { ["a"] = "1" } };
        await keeper.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"], Constraints = constraints });
        await RefusesWith("AccessDeniedException", () => keeper.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt"] }));
        await RefusesWith("AccessDeniedException", () => keeper.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = App, Operations = ["Decrypt", "Encrypt"], Constraints = constraints }));
        await RefusesWith("AccessDeniedException", () => keeper.CreateGrantAsync(new CreateGrantRequest { KeyId = key, GranteePrincipal = Keeper, Operations = ["Decrypt"], Constraints = constraints }));
    }

    private static Task<GenerateDataKeyResponse> Use(AmazonKeyManagementServiceClient client, string key) =>
        client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 });
}
