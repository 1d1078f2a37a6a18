using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class StoredSchemaTests
{
    private const string Before = """
        [EncryptedModel("customer", KeyName = "pii")]
        public class Customer
        {
            [EncryptionContext("tenant")] public required string Tenant { get; init; }
            [RecordIdentity("id")] public required Guid Id { get; init; }
            [Encrypted("ssn")] public required string Ssn { get; set; }
            [Encrypted("born")] public DateOnly? Born { get; set; }
            [Encrypted("note", AuthenticateNull = true, Pad = 64)] public string? Note { get; set; }
        }
        """;

    [Theory]
    [InlineData("\"ssn\"", "\"social\"", "Encrypted(\"social\")", "Customer: values are stored under the field name 'ssn' and are no longer read: add [FormerName(\"ssn\")]")]
    [InlineData("[Encrypted(\"ssn\")] public required string Ssn { get; set; }", "", "Customer", "Customer: the field 'ssn' is stored, and no property reads it: put [Encrypted(\"ssn\")] back")]
    [InlineData("[Encrypted(\"ssn\")]", "", "Customer", "Customer: the field 'ssn' is stored, and no property reads it: put [Encrypted(\"ssn\")] back")]
    [InlineData("\"customer\"", "\"client\"", "\"client\"", "Customer: records are stored under the purpose 'customer' and are no longer read: add [FormerPurpose(\"customer\")]")]
    [InlineData(", KeyName = \"pii\"", ", KeyName = \"personal\"", "KeyName = \"personal\"", "Customer: records are stored under the key name 'pii' and are no longer read: set KeyName = \"pii\" again (configuration can give it another key)")]
    [InlineData(", KeyName = \"pii\"", "", "Customer", "Customer: records are stored under the key name 'pii' and are no longer read: set KeyName = \"pii\" again (configuration can give it another key)")]
    [InlineData("string Ssn", "Guid Ssn", "Encrypted(\"ssn\")", "Customer: the field 'ssn' is stored as text, which 'guid' does not read: use the type it was stored with, and another field name for the new type")]
    [InlineData("DateOnly? Born { get; set; }", "DateOnly Born { get; set; }", "Encrypted(\"born\")", "Customer: the field 'born' may be null in stored records, which a property that is not nullable does not read: make it nullable again")]
    [InlineData("AuthenticateNull = true, ", "", "Encrypted(\"note\", Pad = 64)", "Customer: the field 'note' is stored with AuthenticateNull, which decides how every value is read: set it back")]
    [InlineData("[Encrypted(\"born\")]", "[Encrypted(\"born\", AuthenticateNull = true)]", "Encrypted(\"born\", AuthenticateNull = true)", "Customer: the field 'born' is stored without AuthenticateNull, which decides how every value is read: set it back")]
    [InlineData(", Pad = 64", "", "Encrypted(\"note\", AuthenticateNull = true)", "Customer: the field 'note' is stored padded, which is read only with Pad: set it again, to any size")]
    [InlineData("[EncryptionContext(\"tenant\")] ", "", "Customer", "Customer: the pair 'tenant' is in the encryption context of every stored record, which no longer opens without it: put [EncryptionContext(\"tenant\")] back")]
    [InlineData("[Encrypted(\"ssn\")]", "[EncryptionContext(\"region\")] public int Region { get; init; } [Encrypted(\"ssn\")]", "EncryptionContext(\"region\")", "Customer: the pair 'region' was added to the encryption context, which stored records do not have: they no longer open. Make it [RecordIdentity(\"region\", Default = ...)], or encrypt them anew")]
    [InlineData("[Encrypted(\"ssn\")]", "[RecordIdentity(\"region\")] public int Region { get; init; } [Encrypted(\"ssn\")]", "RecordIdentity(\"region\")", "Customer: the pair 'region' was added to the identity, and stored records do not have it: give it the value that those rows hold, [RecordIdentity(\"region\", Default = \"...\")]")]
    [InlineData("Guid Id", "int Id", "RecordIdentity(\"id\")", "Customer: the pair 'id' is stored as guid, and integer has other texts: use the type it was stored with")]
    [InlineData("KeyName = \"pii\"", "KeyName = \"pii\", Binding = RecordBinding.HeaderOnly", "Customer", "Customer: the pair 'id' is in the identity of every stored record, which no longer opens without it: put [RecordIdentity(\"id\")] back")]
    public async Task KMSG5008_Triggers_on_what_makes_records_unreadable(string text, string changed, string place, string message) =>
        Assert.Equal([$"KMSG5008 {place}: {message}"], await ChangeAsync(Before, Replace(Before, text, changed)));

    [Theory]
    [InlineData("[FormerName(\"ssn\")] ", "Encrypted(\"social\")", "Customer: values are stored under the field name 'ssn' and are no longer read: add [FormerName(\"ssn\")]")]
    [InlineData(", FormerPurpose(\"client\")", "\"customer\"", "Customer: records are stored under the purpose 'client' and are no longer read: add [FormerPurpose(\"client\")]")]
    [InlineData(", Default = \"eu\"", "RecordIdentity(\"area\")", "Customer: the Default of the pair 'area' was \"eu\", and stored records depend on it: set it back")]
    public async Task KMSG5008_Triggers_on_a_promise_that_is_dropped(string text, string place, string message)
    {
        const string shipped = """
            [EncryptedModel("customer"), FormerPurpose("client")]
            public class Customer
            {
                [RecordIdentity("id")] public required Guid Id { get; init; }
                [RecordIdentity("area", Default = "eu")] public required string Area { get; init; }
                [FormerName("ssn")] [Encrypted("social")] public required string Ssn { get; set; }
            }
            """;
        Assert.Equal([$"KMSG5008 {place}: {message}"], await ChangeAsync(shipped, Replace(shipped, text, "")));
    }

    [Fact]
    public async Task KMSG5008_Triggers_on_a_Default_for_a_pair_that_was_shipped_without() => Assert.Equal(
        ["KMSG5008 RecordIdentity(\"area\", Default = \"eu\"): Customer: the Default of the pair 'area' was not set, and stored records depend on it: set it back"],
        await ChangeAsync(Replace(Area, ", Default = \"eu\"", ""), Area));

    private const string Area = """[EncryptedModel("customer")] public class Customer { [RecordIdentity("id")] public Guid Id { get; init; } [RecordIdentity("area", Default = "eu")] public string? Area { get; init; } [Encrypted("a")] public int A { get; set; } }""";

    private const string Indexed = """[EncryptedModel("m")] public class M { [RecordIdentity("id")] public Guid Id { get; init; } [Encrypted("mail"), BlindIndex(Bits = 12, Normalize = IndexNormalization.Trim | IndexNormalization.LowerInvariant)] public string? Mail { get; set; } }""";

    [Theory]
    [InlineData("Bits = 12", "Bits = 13")]
    [InlineData("IndexNormalization.Trim | ", "")]
    [InlineData("Encrypted(\"mail\")", "Encrypted(\"email\"), FormerName(\"mail\")")]
    [InlineData("EncryptedModel(\"m\")", "EncryptedModel(\"n\"), FormerPurpose(\"m\")")]
    public async Task KMSG5008_Triggers_on_an_index_that_finds_no_stored_value(string text, string changed) => Assert.EndsWith(
        ": M: the field 'mail' has stored values of index version 1, which are not found by what it is now: give the index another Version, and compute it with ReindexAsync for what is stored",
        Assert.Single(await ChangeAsync(Indexed, Replace(Indexed, text, changed))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Bits = 12", "Version = 2, Bits = 13")]
    [InlineData(", BlindIndex(Bits = 12, Normalize = IndexNormalization.Trim | IndexNormalization.LowerInvariant)", "")]
    [InlineData("Encrypted(\"mail\"), BlindIndex(", "Encrypted(\"email\"), FormerName(\"mail\"), BlindIndex(Version = 2, ")]
    public async Task KMSG5008_DoesNotTrigger_on_another_version_of_an_index(string text, string changed)
    {
        var after = Replace(Indexed, text, changed);
        Assert.StartsWith("KMSG5058 ", Assert.Single(await ChangeAsync(Indexed, after)), StringComparison.Ordinal);
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([after], await SchemaProject.RecordAsync(Indexed), await SchemaProject.RecordAsync(after))));
    }

    [Fact]
    public async Task KMSG5008_Triggers_in_the_file_where_the_model_is_gone()
    {
        var shipped = await SchemaProject.RecordAsync(Before);
        var project = SchemaProject.Create(["public class Client { }"], shipped);

        var found = Assert.Single(await SchemaProject.FindingsAsync(project));

        Assert.Equal("KMSG5008", found.Id);
        Assert.Equal("\"customer\"", shipped.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Equal("/Application/KmsGuard.Shipped.json", found.Location.GetLineSpan().Path);
        Assert.Equal(5, found.Location.GetLineSpan().StartLinePosition.Line);
        Assert.StartsWith("records are stored under the purpose 'customer', and no model reads them: put 'Customer' back", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create(["public class Client { }"], shipped, """{ "schema": 1, "models": [], "removed": [ { "purpose": "customer" } ] }""")));
    }

    [Theory]
    [InlineData("[Encrypted(\"ssn\")]", "[Encrypted(\"phone\")] public string? Phone { get; set; } [Encrypted(\"ssn\")]")]
    [InlineData("string Ssn", "string? Ssn")]
    [InlineData("[Encrypted(\"ssn\")]", "[Encrypted(\"social\"), FormerName(\"ssn\")]")]
    [InlineData("[Encrypted(\"ssn\")]", "[Encrypted(\"ssn\", Pad = 16)]")]
    [InlineData("EncryptedModel(\"customer\", KeyName = \"pii\")", "EncryptedModel(\"client\", KeyName = \"pii\"), FormerPurpose(\"customer\")")]
    [InlineData("[Encrypted(\"ssn\")]", "[RecordIdentity(\"region\", Default = \"7\")] public int Region { get; init; } [Encrypted(\"ssn\")]")]
    [InlineData("Guid Id", "string Id")]
    [InlineData("string Ssn", "string Social")]
    [InlineData("class Customer", "class Client")]
    public async Task KMSG5008_DoesNotTrigger_on_a_safe_change_which_is_to_be_recorded(string text, string changed)
    {
        var after = Replace(Before, text, changed);
        var found = Assert.Single(await ChangeAsync(Before, after));

        Assert.StartsWith("KMSG5058 ", found, StringComparison.Ordinal);
        // What is recorded then is what can be shipped.
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([after], await SchemaProject.RecordAsync(Before), await SchemaProject.RecordAsync(after))));
    }

    [Theory]
    [InlineData("public required string Ssn { get; set; }", "public required string Ssn { get; init; }")]
    [InlineData("[Encrypted(\"ssn\")]", "public int Clear { get; set; } [Encrypted(\"ssn\")]")]
    [InlineData(", Pad = 64", ", Pad = 128")]
    [InlineData("\"pii\"", "\"p\" + \"ii\"")]
    public async Task KMSG5008_DoesNotTrigger_on_what_is_not_stored(string text, string changed) =>
        Assert.Empty(await ChangeAsync(Before, Replace(Before, text, changed)));

    [Fact]
    public async Task KMSG5008_DoesNotTrigger_on_what_is_said_to_be_stored_no_more()
    {
        var shipped = await SchemaProject.RecordAsync(Before);
        var changed = Replace(Replace(Before, "\"ssn\"", "\"social\""), "Guid Id", "int Id");
        var current = await SchemaProject.RecordAsync(changed);
        async Task<string[]> Remove(string removed) => Texts(await SchemaProject.FindingsAsync(SchemaProject.Create([changed], shipped, current.Replace("\n}\n", $",\n  \"removed\": [ {removed} ] }}", StringComparison.Ordinal))));

        Assert.Equal(2, (await Remove("")).Length);
        Assert.Equal("KMSG5008 RecordIdentity(\"id\")", Assert.Single(await Remove("""{ "purpose": "customer", "field": "ssn" }""")).Split(':')[0]);
        Assert.Empty(await Remove("""{ "purpose": "customer" }"""));
        Assert.Equal(2, (await Remove("""{ "purpose": "client" }, { "purpose": "customer", "field": "born" }""")).Length);
    }

    [Fact]
    public async Task KMSG5058_Triggers_on_a_model_that_is_not_recorded() =>
        Assert.Equal(
            ["KMSG5058 Customer: Customer is not as the schema files record it: record it in KmsGuard.Unshipped.json"],
            Texts(await SchemaProject.FindingsAsync(SchemaProject.Create([Before], shipped: null, unshipped: ""))));

    [Fact]
    public async Task KMSG5058_DoesNotTrigger_without_the_files_or_on_what_cannot_be_generated()
    {
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([Before], shipped: null)));
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([Replace(Before, "string Ssn", "Uri Ssn")], "")));
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create(["public class Customer { }"], "")));
    }

    [Fact]
    public async Task What_shipped_is_what_the_next_release_is_held_against_until_then()
    {
        var shipped = await SchemaProject.RecordAsync(Before);
        var renamed = Replace(Before, "[Encrypted(\"ssn\")]", "[Encrypted(\"social\"), FormerName(\"ssn\")]");
        var unshipped = await SchemaProject.RecordAsync(renamed);

        // Taken back before the release: the first shape is what was shipped, and the record of the change is not.
        Assert.StartsWith("KMSG5058", Assert.Single(Texts(await SchemaProject.FindingsAsync(SchemaProject.Create([Before], shipped, unshipped)))), StringComparison.Ordinal);
        Assert.StartsWith("KMSG5008", Assert.Single(Texts(await SchemaProject.FindingsAsync(SchemaProject.Create([Before], unshipped)))), StringComparison.Ordinal);
    }

    private static async Task<string[]> ChangeAsync(string before, string after)
    {
        var shipped = await SchemaProject.RecordAsync(before);
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([before], shipped)));
        return Texts(await SchemaProject.FindingsAsync(SchemaProject.Create([after], shipped)));
    }

    private static string[] Texts(IEnumerable<Microsoft.CodeAnalysis.Diagnostic> found) =>
        [.. found.Select(static one => $"{one.Id} {one.Location.SourceTree!.GetText().ToString(one.Location.SourceSpan)}: {one.GetMessage(null)}")];

    private static string Replace(string source, string text, string changed)
    {
        Assert.Contains(text, source, StringComparison.Ordinal);
        return source.Replace(text, changed, StringComparison.Ordinal);
    }
}
