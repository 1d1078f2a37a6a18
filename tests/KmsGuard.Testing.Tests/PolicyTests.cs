using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Testing.Tests;

public sealed class PoliciesInProcessTests() : PolicyTests(overHttp: false);

public sealed class PoliciesOverHttpTests() : PolicyTests(overHttp: true);

/// <summary>Key policies and identity-based policies: what is accepted, and what they let whom do.</summary>
public abstract class PolicyTests(bool overHttp) : Scene(overHttp)
{
    private const string App = $"arn:aws:iam::{Account}:role/service/app";
    private const string AppSession = $"arn:aws:sts::{Account}:assumed-role/app/i-0123";
    private const string Alice = $"arn:aws:iam::{Account}:user/alice";
    private const string Foreigner = "arn:aws:iam::444455556666:role/app";

    [Fact]
    public async Task The_default_policy_leaves_it_to_IAM()
    {
        var key = Kms.CreateKey();
        var without = ClientOfPrincipal(App);
        var error = await RefusesWith("AccessDeniedException", () => Use(without, key));
        Assert.Equal($"User: {App} is not authorized to perform: kms:GenerateDataKey on resource: {key} because no identity-based policy allows the kms:GenerateDataKey action", error.Message);
        await Use(ClientOfPrincipal(App, IamAllow("kms:GenerateDataKey", key)), key);
        await Use(ClientOfPrincipal(App, IamAllow("kms:Generate*")), key);
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App, IamAllow("kms:Decrypt")), key));
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App, IamAllow("kms:*", $"arn:aws:kms:{Region}:{Account}:key/another")), key));
    }

    [Fact]
    public async Task Without_the_account_IAM_gives_nothing()
    {
        var key = Kms.CreateKey(policy: KeyPolicy(Allow(App, "kms:GenerateDataKey")));
        await Use(ClientOfPrincipal(App), key);
        var error = await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(Alice, IamAllow("kms:*")), key));
        Assert.EndsWith("because no resource-based policy allows the kms:GenerateDataKey action", error.Message, StringComparison.Ordinal);
        await RefusesWith("AccessDeniedException", () => Use(Client, key));
    }

    public static TheoryData<string, string, bool> Named => new()
    {
        { App, App, true },
        { App, AppSession, true },
        { AppSession, AppSession, true },
        { AppSession, App, false },
        { AppSession, $"arn:aws:sts::{Account}:assumed-role/app/another", false },
        { Alice, App, false },
        { $"arn:aws:iam::{Account}:role/app", $"arn:aws:sts::{Account}:assumed-role/apps/i-0123", false },
        { "*", App, true },
        { Account, App, false },
        { "arn:aws:iam::444455556666:role/app", AppSession, false },
    };

    [Theory, MemberData(nameof(Named))]
    public async Task A_principal_in_a_key_policy_means_itself_and_its_sessions(string named, string caller, bool allowed)
    {
        var key = Kms.CreateKey(policy: KeyPolicy(Allow(named, "kms:GenerateDataKey")));
        var client = ClientOfPrincipal(caller);
        if (allowed)
            await Use(client, key);
        else
            await RefusesWith("AccessDeniedException", () => Use(client, key));
    }

    [Fact]
    public async Task Deny_wins_over_everything()
    {
        var deny = $$"""{"Effect":"Deny","Principal":"*","NotAction":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":"{{App}}"} } }""";
        var key = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister, Allow(App, "kms:*"), deny));
        var error = await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App, IamAllow("kms:*")), key));
        Assert.EndsWith("with an explicit deny in a resource-based policy", error.Message, StringComparison.Ordinal);
        await Use(ClientOfPrincipal(Alice, IamAllow("kms:*")), key);

        var open = Kms.CreateKey(policy: KeyPolicy(Allow(App, "kms:*")));
        var iamDeny = """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:generate*","Resource":"*"}]}""";
        error = await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App, iamDeny), open));
        Assert.EndsWith("with an explicit deny in an identity-based policy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deny_for_an_account_is_for_everybody_in_it()
    {
        var deny = $$"""{"Effect":"Deny","Principal":{"AWS":"{{Account}}"},"Action":"kms:GenerateDataKey","Resource":"*"}""";
        var key = Kms.CreateKey(policy: KeyPolicy(Allow(App, "kms:*"), deny));
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App), key));
    }

    [Fact]
    public async Task NotPrincipal_spares_who_is_named_with_the_account()
    {
        string Deny(string principals) => $$"""{"Effect":"Deny","NotPrincipal":{"AWS":[{{principals}}]},"Action":"kms:GenerateDataKey","Resource":"*"}""";
        var key = Kms.CreateKey(policy: KeyPolicy(Allow(App, "kms:*"), Allow(Alice, "kms:*"), Deny($"\"{App}\",\"{Account}\"")));
        await Use(ClientOfPrincipal(App), key);
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(Alice), key));
        var forgotten = Kms.CreateKey(policy: KeyPolicy(Allow(App, "kms:*"), Deny($"\"{App}\"")));
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App), forgotten));
    }

    [Fact]
    public async Task Another_account_needs_the_key_policy_and_its_own_IAM()
    {
        var key = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister, Allow("444455556666", "kms:*")));
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(Foreigner), key));
        var both = ClientOfPrincipal(Foreigner, IamAllow("kms:*"));
        await Use(both, key);
        // Managing a key of another account is not possible, whatever policies say.
        await RefusesWith("AccessDeniedException", () => both.DisableKeyAsync(key));
        await RefusesWith("AccessDeniedException", () => Use(both, Kms.CreateKey()));
        // An alias name is looked for in the caller's own account.
        Kms.CreateKey("alias/pii");
        await Refuses<NotFoundException>(() => Use(both, "alias/pii"));
        // What it makes is its own.
        Assert.Equal("444455556666", (await both.CreateKeyAsync(new CreateKeyRequest())).KeyMetadata.AWSAccountId);
    }

    public static TheoryData<string, bool> Conditions => new()
    {
        // Over a GenerateDataKey of AES_256 with the context {Tenant: t1, App: a}, by the alias alias/pii, on a key tagged team=red, on 2026-01-01.
        { """{"StringEquals":{"kms:EncryptionContext:Tenant":"t1"}}""", true },
        { """{"StringEquals":{"kms:EncryptionContext:tenant":"t1"}}""", true },
        { """{"StringEquals":{"kms:EncryptionContext:Tenant":"T1"}}""", false },
        { """{"StringEqualsIgnoreCase":{"kms:EncryptionContext:Tenant":"T1"}}""", true },
        { """{"StringEquals":{"kms:EncryptionContext:Tenant":["t0","t1"]}}""", true },
        { """{"StringLike":{"kms:EncryptionContext:Tenant":"t?"}}""", true },
        { """{"StringEquals":{"kms:EncryptionContext:Tenant":"t*"}}""", false },
        { """{"StringNotEquals":{"kms:EncryptionContext:Tenant":"t1"}}""", false },
        { """{"StringNotEquals":{"kms:EncryptionContext:Region":"x"}}""", true },
        { """{"StringEquals":{"kms:EncryptionContext:Region":"x"}}""", false },
        { """{"StringEqualsIfExists":{"kms:EncryptionContext:Region":"x"}}""", true },
        { """{"Null":{"kms:EncryptionContext:Region":"true"}}""", true },
        { """{"Null":{"kms:EncryptionContext:Tenant":true}}""", false },
        { """{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["Tenant","App","More"]}}""", true },
        { """{"ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["Tenant"]}}""", false },
        { """{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":["Tenant","x"]}}""", true },
        { """{"ForAnyValue:StringEquals":{"kms:EncryptionContextKeys":["tenant"]}}""", false },
        { """{"StringEquals":{"kms:RequestAlias":"alias/pii"}}""", true },
        { """{"StringEquals":{"kms:RequestAlias":"alias/x"}}""", false },
        { """{"StringEquals":{"aws:ResourceTag/team":"red"}}""", true },
        { """{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}""", true },
        { """{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/none}"}}""", false },
        { """{"StringEquals":{"kms:CallerAccount":"111122223333"}}""", true },
        { """{"StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT","kms:KeyOrigin":"AWS_KMS"}}""", true },
        { """{"StringEquals":{"kms:KeySpec":"SYMMETRIC_DEFAULT","kms:KeyOrigin":"EXTERNAL"}}""", false },
        { """{"StringEquals":{"kms:EncryptionAlgorithm":"SYMMETRIC_DEFAULT"}}""", true },
        { """{"Bool":{"kms:MultiRegion":false}}""", true },
        { """{"Bool":{"kms:GrantIsForAWSResource":true}}""", false },
        { """{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}""", false },
        { """{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/service/*"}}""", true },
        { """{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/service/*"}}""", false },
        { """{"DateLessThan":{"aws:CurrentTime":"2026-06-01T00:00:00Z"}}""", true },
        { """{"DateGreaterThan":{"aws:CurrentTime":"2026-06-01T00:00:00Z"}}""", false },
        { """{"NumericLessThanEquals":{"aws:EpochTime":"1767225600"}}""", true },
        { """{"NumericLessThan":{"aws:EpochTime":"1767225600"}}""", false },
        { """{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", true },
        { """{"NotIpAddress":{"aws:SourceIp":"127.0.0.1"}}""", false },
        { """{"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/pii"}}""", false },
    };

    [Theory, MemberData(nameof(Conditions))]
    public async Task Conditions_of_a_key_policy_hold(string condition, bool allowed)
    {
        var key = Kms.CreateKey("alias/pii", policy: KeyPolicy(RootMayAdminister, Allow(App, "kms:GenerateDataKey", condition)));
        await Client.TagResourceAsync(new TagResourceRequest { KeyId = key, Tags = [new Tag { TagKey = "team", TagValue = "red" }] });
        var client = ClientOfPrincipal(App);
        Options.Principals.Values.Single().ConditionValues["aws:PrincipalTag/team"] = "red";
        Task Call() => client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = "alias/pii", KeySpec = DataKeySpec.AES_256, EncryptionContext = new() { ["Tenant"] = "t1", ["App"] = "a" } });
        if (allowed)
            await Call();
        else
            await RefusesWith("AccessDeniedException", Call);
    }

    [Fact]
    public async Task ResourceAliases_count_in_IAM_policies()
    {
        var key = Kms.CreateKey("alias/pii");
        var policy = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*","Condition":{"ForAnyValue:StringLike":{"kms:ResourceAliases":"alias/p*"}}}}""";
        var client = ClientOfPrincipal(App, policy);
        await Use(client, key);
        await RefusesWith("AccessDeniedException", () => Use(client, Kms.CreateKey("alias/q")));
    }

    [Fact]
    public async Task ReEncrypt_asks_both_keys_each_about_its_own_context()
    {
        var from = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister, Allow(App, "kms:ReEncryptFrom", """{"StringEquals":{"kms:EncryptionContext:a":"1"}}""")));
        var to = Kms.CreateKey(policy: KeyPolicy(RootMayAdminister, Allow(App, "kms:ReEncryptTo", """{"StringEquals":{"kms:EncryptionContext:b":"2"},"Bool":{"kms:ReEncryptOnSameKey":"false"}}""")));
        var client = ClientOfPrincipal(App);
        var blob = (await Encrypt(from, [1], new() { ["a"] = "1" })).CiphertextBlob;
        ReEncryptRequest Request(string destination, string value) => new() { CiphertextBlob = blob, SourceEncryptionContext = new() { ["a"] = "1" }, DestinationKeyId = destination, DestinationEncryptionContext = new() { ["b"] = value } };
        await client.ReEncryptAsync(Request(to, "2"));
        Assert.Contains("kms:ReEncryptTo", (await RefusesWith("AccessDeniedException", () => client.ReEncryptAsync(Request(to, "3")))).Message, StringComparison.Ordinal);
        Assert.Contains("kms:ReEncryptTo", (await RefusesWith("AccessDeniedException", () => client.ReEncryptAsync(Request(from, "2")))).Message, StringComparison.Ordinal);
        var back = (await Encrypt(Kms.CreateKey(), [1])).CiphertextBlob;
        Assert.Contains("kms:ReEncryptFrom", (await RefusesWith("AccessDeniedException", () => client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = back, DestinationKeyId = to, DestinationEncryptionContext = new() { ["b"] = "2" } }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListKeys")]
    [InlineData("ListAliases")]
    [InlineData("CreateKey")]
    [InlineData("GenerateRandom")]
    public async Task What_has_no_key_is_up_to_IAM(string operation)
    {
        Task Call(AmazonKeyManagementServiceClient client) => operation switch
        {
            "ListKeys" => client.ListKeysAsync(new ListKeysRequest()),
            "ListAliases" => client.ListAliasesAsync(new ListAliasesRequest()),
            "CreateKey" => client.CreateKeyAsync(new CreateKeyRequest { BypassPolicyLockoutSafetyCheck = true }),
            _ => client.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = 1 }),
        };
        await RefusesWith("AccessDeniedException", () => Call(ClientOfPrincipal(App)));
        await Call(ClientOfPrincipal(App, IamAllow($"kms:{operation}")));
    }

    [Fact]
    public async Task An_alias_needs_leave_for_itself_and_for_its_keys()
    {
        var (one, two) = (Kms.CreateKey(), Kms.CreateKey());
        var alias = $"arn:aws:kms:{Region}:{Account}:alias/app";
        var keyOnly = ClientOfPrincipal(App, IamAllow("kms:*", one));
        await RefusesWith("AccessDeniedException", () => keyOnly.CreateAliasAsync("alias/app", one));
        var aliasAndOne = ClientOfPrincipal(App, IamAllow("kms:*Alias", alias), IamAllow("kms:*Alias", one));
        await aliasAndOne.CreateAliasAsync("alias/app", one);
        await RefusesWith("AccessDeniedException", () => aliasAndOne.UpdateAliasAsync("alias/app", two));
        await Client.UpdateAliasAsync("alias/app", two);
        await RefusesWith("AccessDeniedException", () => aliasAndOne.DeleteAliasAsync("alias/app"));
        await RefusesWith("AccessDeniedException", () => aliasAndOne.UpdateAliasAsync("alias/app", one));
    }

    [Fact]
    public async Task Policies_of_a_principal_can_change_in_the_middle()
    {
        var key = Kms.CreateKey();
        var client = ClientOfPrincipal(App, IamAllow("kms:*"));
        await Use(client, key);
        Options.Principals.Values.Single().SetIdentityPolicies();
        await RefusesWith("AccessDeniedException", () => Use(client, key));
    }

    [Fact]
    public async Task The_policy_that_was_put_is_what_is_got_and_enforced()
    {
        var key = Kms.CreateKey();
        Assert.Contains("Enable IAM User Permissions", (await Client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key })).Policy, StringComparison.Ordinal);
        var policy = KeyPolicy(RootMayAdminister, Allow(App, "kms:GenerateDataKey"));
        await Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, PolicyName = "default", Policy = policy });
        Assert.Equal(policy, (await Client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key })).Policy);
        await Use(ClientOfPrincipal(App), key);
        Assert.Equal(["default"], (await Client.ListKeyPoliciesAsync(new ListKeyPoliciesRequest { KeyId = key })).PolicyNames);
        await Refuses<NotFoundException>(() => Client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key, PolicyName = "other" }));
    }

    public static TheoryData<string> Malformed =>
    [
        "{",
        "[]",
        "\"\"",
        """{"Version":"2012-10-17"}""",
        """{"Version":"2012-10-17","Statement":[]}""",
        """{"Version":"2020-01-01","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}""",
        """{"Version":"2012-10-17","Statements":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}]}""",
        KeyPolicy("""{"Effect":"allow","Principal":"*","Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"arn:aws:iam::111122223333:root","Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/*"},"Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1111:root"},"Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":{"Aws":"111122223333"},"Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":{"AWS":[]},"Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"Decrypt","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"kms:*","NotAction":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Conditions":{}}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}}"""),
        KeyPolicy("""{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"kms:EncryptionContext:a":"b"}}}"""),
        KeyPolicy("""{"Effect":"Allow","Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"""),
        KeyPolicy("""{"Sid":"snowman ☃","Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}"""),
    ];

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_malformed_policy_is_refused_and_the_old_one_stays(string policy)
    {
        var key = Kms.CreateKey();
        await Refuses<MalformedPolicyDocumentException>(() => Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = policy }));
        await Refuses<MalformedPolicyDocumentException>(() => Client.CreateKeyAsync(new CreateKeyRequest { Policy = policy }));
        await Use(Client, key);
    }

    [Fact]
    public async Task A_statement_without_action_or_resource_is_accepted_and_void()
    {
        var key = Kms.CreateKey();
        await Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = KeyPolicy(RootMayAdminister, $$"""{"Sid":"no resource","Effect":"Allow","Principal":{"AWS":"{{App}}"},"Action":"kms:*"}""") });
        await RefusesWith("AccessDeniedException", () => Use(ClientOfPrincipal(App), key));
    }

    [Fact]
    public async Task A_policy_may_not_lock_its_author_out_unless_told_to()
    {
        var key = Kms.CreateKey();
        var request = new PutKeyPolicyRequest { KeyId = key, Policy = KeyPolicy(Allow(App, "kms:*")) };
        Assert.Contains("will not allow you to update the key policy", (await Refuses<MalformedPolicyDocumentException>(() => Client.PutKeyPolicyAsync(request))).Message, StringComparison.Ordinal);
        await Refuses<MalformedPolicyDocumentException>(() => Client.CreateKeyAsync(new CreateKeyRequest { Policy = request.Policy }));
        request.BypassPolicyLockoutSafetyCheck = true;
        await Client.PutKeyPolicyAsync(request);
        await RefusesWith("AccessDeniedException", () => Client.GetKeyPolicyAsync(new GetKeyPolicyRequest { KeyId = key }));
    }

    [Fact]
    public async Task A_policy_has_at_most_32_KiB()
    {
        var key = Kms.CreateKey();
        var policy = KeyPolicy(RootMayAdminister);
        await Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = policy.PadRight(32768) });
        await Refuses<LimitExceededException>(() => Client.PutKeyPolicyAsync(new PutKeyPolicyRequest { KeyId = key, Policy = policy.PadRight(32769) }));
    }

    [Fact]
    public async Task A_request_without_a_signature_is_refused()
    {
        using var http = new HttpClient(Kms.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://kms.eu-west-1.amazonaws.com/") { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "TrentService.ListKeys");
        using var answer = await http.SendAsync(request);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("""{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/x-amz-json-1.1", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(Kms.Calls[0].RequestId, answer.Headers.GetValues("x-amzn-RequestId").Single());
    }

    private static Task<GenerateDataKeyResponse> Use(AmazonKeyManagementServiceClient client, string key) =>
        client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 });
}
