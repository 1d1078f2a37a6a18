using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>The second action of KMSG1001: the purpose, and the id of what the data belongs to where every call has it at hand.</summary>
public sealed class ContextOwnerFixTests
{
    [Theory]
    [InlineData("string tenantId", "tenant", "tenantId")]
    [InlineData("string userId, string customerId, string orderId", "customer", "customerId")]
    [InlineData("Guid recordId", "record", "recordId.ToString()")]
    [InlineData("long accountId", "account", "accountId.ToString(CultureInfo.InvariantCulture)")]
    public async Task KMSG1001_Fixes_with_an_id_that_every_call_is_given(string parameters, string key, string value) =>
        await VerifyFix.FixesFirst<MissingEncryptionContext, MissingEncryptionContextFix>(Vault(parameters, parameters), Vault(parameters, parameters, $"[\"{key}\"] = {value}"), "only who names");

    [Theory]
    // On one side only, of another type, by another name.
    [InlineData("string tenantId", "")]
    [InlineData("Guid tenantId", "string tenantId")]
    [InlineData("string tenantId", "string customerId")]
    // May be missing.
    [InlineData("string tenantId = null", "string tenantId = null")]
    [InlineData("Guid? tenantId", "Guid? tenantId")]
    [InlineData("ref int tenantId", "ref int tenantId")]
    // Texts that differ by culture or hide their own, and what is personal or says nothing of whose it is.
    [InlineData("decimal orderId", "decimal orderId")]
    [InlineData("object orderId", "object orderId")]
    [InlineData("string email, string cardNumber, string customerName, string nationalId, string patientId, string keyId", "string email, string cardNumber, string customerName, string nationalId, string patientId, string keyId")]
    public async Task KMSG1001_DoesNotFix_with_what_may_differ_or_is_personal(string encryption, string decryption) => await OffersPurposeOnly(Vault(encryption, decryption));

    [Theory]
    [InlineData("private readonly string _tenantId = \"\";", "_tenantId")]
    [InlineData("public Guid TenantId { get; }", "TenantId.ToString()")]
    [InlineData("public string TenantId { get; init; }", "TenantId")]
    public async Task KMSG1001_Fixes_with_a_member_that_does_not_change(string member, string value) =>
        await VerifyFix.FixesFirst<MissingEncryptionContext, MissingEncryptionContextFix>(Vault("", "", members: member), Vault("", "", $"[\"tenant\"] = {value}", member), "only who names");

    [Theory]
    [InlineData("private string tenantId;", "")]
    [InlineData("public string TenantId { get; set; }", "")]
    [InlineData("private static readonly string tenantId = \"\";", "")]
    [InlineData("private const string tenantId = \"acme\";", "")]
    // Here the parameter, there the field.
    [InlineData("private readonly string tenantId = \"\";", "string tenantId")]
    public async Task KMSG1001_DoesNotFix_with_a_member_that_may_change_or_is_hidden(string member, string decryption) =>
        await OffersPurposeOnly(Vault("", decryption, members: member));

    [Theory]
    [InlineData("Task Run(string tenantId) { Func<Task> retry = () => kms.EncryptAsync(new EncryptRequest()); return retry(); }", true)]
    [InlineData("Task Run(IAmazonKeyManagementService kms) { return Go(kms, \"a\"); static Task Go(IAmazonKeyManagementService kms, string tenantId) => kms.EncryptAsync(new EncryptRequest()); }", true)]
    [InlineData("Task Run(string tenantId) { return Go(kms); static Task Go(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest()); }", false)]
    [InlineData("Task Run(string tenantId) { tenantId = tenantId.ToUpperInvariant(); return kms.EncryptAsync(new EncryptRequest()); }", false)]
    [InlineData("Task Run(string tenantId) { Change(ref tenantId); return kms.EncryptAsync(new EncryptRequest()); } void Change(ref string id) { }", false)]
    [InlineData("Task Run(string text) { var tenantId = text; return kms.EncryptAsync(new EncryptRequest()); }", false)]
    [InlineData("private readonly string tenantId = \"\"; Task Run(string text) { var tenantId = text; return kms.EncryptAsync(new EncryptRequest()); }", false)]
    [InlineData("private readonly string tenantId = \"\"; static Task Run(IAmazonKeyManagementService kms) => kms.EncryptAsync(new EncryptRequest());", false)]
    [InlineData("private readonly string tenantId; Vault(IAmazonKeyManagementService other, int id) : this(other) { other.EncryptAsync(new EncryptRequest()); tenantId = \"\"; }", false)]
    [InlineData("private readonly string tenantId = \"\"; class Inner(IAmazonKeyManagementService kms) { Task Run() => kms.EncryptAsync(new EncryptRequest()); }", false)]
    public async Task KMSG1001_names_only_what_is_in_reach_and_keeps_its_value(string members, bool isOffered)
    {
        var titles = await Titles("class Vault(IAmazonKeyManagementService kms) { " + members + " }");

        Assert.Equal(isOffered ? 2 : 1, titles.Length);
    }

    [Theory]
    [InlineData("class Vault(IAmazonKeyManagementService kms, string tenantId) { Task Run() => kms.EncryptAsync(new EncryptRequest()); }", "tenantId")]
    [InlineData("class Vault(IAmazonKeyManagementService kms, string tenantId) { private readonly string _tenantId = tenantId; Task Run() => kms.EncryptAsync(new EncryptRequest()); }", "_tenantId")]
    public async Task KMSG1001_Fixes_with_a_parameter_of_the_type_unless_a_member_keeps_it(string source, string name) =>
        Assert.Equal(
            $"Set EncryptionContext to [\"purpose\"] = \"vault\", [\"tenant\"] = {name} (what was encrypted without it does not decrypt with it; only who names the same tenant decrypts)",
            (await Titles(source))[1]);

    [Fact]
    public async Task KMSG1001_DoesNotFix_with_what_is_classified() =>
        await OffersPurposeOnly(Vault("[Marked] string customerId", "[Marked] string customerId") + """

            class MarkedAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute;
            namespace Microsoft.Extensions.Compliance.Classification { class DataClassificationAttribute : Attribute; }
            """);

    [Fact]
    public async Task KMSG1001_DoesNotFix_with_an_id_where_a_call_of_the_type_cannot_be_given_it() =>
        await OffersPurposeOnly("""
            class Vault(IAmazonKeyManagementService kms)
            {
                Task Write(string tenantId) => kms.EncryptAsync(new EncryptRequest());
                Task Read(string tenantId) => kms.DecryptAsync(Request());
                private static DecryptRequest Request() => new DecryptRequest();
            }
            """);

    [Fact]
    public async Task KMSG1001_FixesAll_with_ids_by_what_each_type_has() =>
        await VerifyFix.FixesAll<MissingEncryptionContext, MissingEncryptionContextFix>(
            Vault("string tenantId", "string tenantId") + "\n" + Reader("new EncryptRequest()"),
            Vault("string tenantId", "string tenantId", "[\"tenant\"] = tenantId") + "\n"
                + Reader("new EncryptRequest { EncryptionContext = new() { [\"purpose\"] = \"orders\", [\"order\"] = orderId.ToString() } }"),
            "only who names");

    private static string Reader(string request) => $$"""
        class Orders(IAmazonKeyManagementService kms)
        {
            Task Run(Guid orderId) => kms.EncryptAsync({{request}});
        }
        """;

    private static async Task OffersPurposeOnly(string source) =>
        Assert.All(await Titles(source), static title => Assert.DoesNotContain("only who names", title, StringComparison.Ordinal));

    private static Task<string[]> Titles(string source) => VerifyFix.Titles<MissingEncryptionContext, MissingEncryptionContextFix>(source);

    private static string Vault(string encryption, string decryption, string? pair = null, string members = "")
    {
        var context = pair is null ? "" : $"EncryptionContext = new() {{ [\"purpose\"] = \"vault\", {pair} }}";
        var import = pair?.Contains("Culture", StringComparison.Ordinal) == true ? "using System.Globalization;\n\n" : "";
        return $$"""
            {{import}}class Vault(IAmazonKeyManagementService kms)
            {
                {{members}}
                Task Write({{encryption}}) => kms.EncryptAsync(new EncryptRequest{{(pair is null ? "()" : $" {{ {context} }}")}});
                Task Read({{decryption}}) => kms.DecryptAsync(new DecryptRequest{{(pair is null ? "()" : $" {{ {context} }}")}});
            }
            """;
    }
}
