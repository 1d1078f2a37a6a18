using KmsGuard.ModelAnalyzers.Schema;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

/// <summary>A schema file that cannot be read is told at its place, and never taken for an empty one.</summary>
public sealed class SchemaFileTests
{
    private const string Model = "[EncryptedModel(\"m\")] public class M { [RecordIdentity(\"id\")] public int Id { get; init; } [Encrypted(\"f\")] public int F { get; set; } }";

    private const string Entry = """{ "type": "M", "purpose": "m", "keyName": "default", "format": "record/1", "context": [], "identity": [ { "key": "id", "type": "integer" } ], "fields": [ { "name": "f", "property": "F", "encoding": "signed", "nulls": "refused" } ] }""";

    [Theory]
    [InlineData("[|[]|]", "this must be an object")]
    [InlineData("""{ "schema": [|2|], "models": [] }""", "\"schema\" must be 1")]
    [InlineData("""[|{ "models": [] }|]""", "\"schema\" must be 1")]
    [InlineData("""{ "schema": 1, "models": [|{}|] }""", "\"models\" must be here, a list")]
    [InlineData("""[|{ "schema": 1 }|]""", "\"models\" must be here, a list")]
    [InlineData("""{ "schema": 1, "models": [], [|"model"|]: [] }""", "\"model\" is no member here")]
    [InlineData("""{ "schema": 1, "models": [ [|7|] ] }""", "this must be an object")]
    [InlineData("""{ "schema": 1, "models": [], "removed": [ [|{ "field": "f" }|] ] }""", "\"purpose\" must be here")]
    [InlineData("""{ "schema": 1, "models": [] } [|}|]""", "this is no schema file: ")]
    [InlineData("""{ "schema": 1, "models": [ ENTRY, ENTRY2 ] }""", "the purpose \"m\" is there twice")]
    public async Task A_file_that_says_something_else(string text, string message) => await Check(text.Replace("ENTRY2", Entry.Replace("\"m\"", "[|\"m\"|]", StringComparison.Ordinal), StringComparison.Ordinal), message);

    [Theory]
    [InlineData("\"purpose\": \"m\"", "\"purpose\": [|\"\"|]", "\"purpose\" must be here, a text that is not empty")]
    [InlineData("\"purpose\": \"m\"", "\"purpose\": [|7|]", "\"purpose\" must be here")]
    [InlineData("\"keyName\"", "[|\"keyname\"|]: \"pii\", \"keyName\"", "\"keyname\" is no member here: correct it to one of type, purpose, formerPurposes, keyName")]
    [InlineData("\"type\": \"integer\"", "\"type\": \"integer\", [|\"type\"|]: \"text\"", "this is no schema file: ")]
    [InlineData("\"nulls\": \"refused\"", "\"nulls\": \"refused\", \"padded\": [|\"yes\"|]", "\"padded\" must be true or false")]
    [InlineData("\"name\": \"f\"", "\"name\": \"f\", \"formerNames\": [ [|7|] ]", "\"formerNames\" must hold texts")]
    [InlineData("\"context\": []", "\"context\": [|null|]", "\"context\" must be here, a list")]
    public async Task An_entry_that_says_something_else(string text, string changed, string message)
    {
        Assert.Contains(text, Entry, StringComparison.Ordinal);
        await Check("{ \"schema\": 1, \"models\": [ " + Entry.Replace(text, changed, StringComparison.Ordinal) + " ] }", message);
    }

    [Fact]
    public async Task A_file_that_ends_too_early_anywhere_is_told_once_and_within_it()
    {
        var whole = await SchemaProject.RecordAsync(Model);
        for (var length = 1; length < whole.TrimEnd().Length; length++)
        {
            var problem = Assert.Single(SchemaReader.Read(whole[..length]).Problems);
            Assert.StartsWith("this is no schema file: ", problem.Text, StringComparison.Ordinal);
            Assert.InRange(problem.Place.End, 0, length);
        }
        Assert.Equal("KMSG5008", Assert.Single(await SchemaProject.FindingsAsync(SchemaProject.Create([Model], whole, whole[..50]))).Id);
    }

    [Fact]
    public async Task A_file_is_written_as_people_read_it() => Assert.Equal(
        """
        {
          "schema": 1,
          "models": [
            {
              "type": "Shop.Customer",
              "purpose": "customer",
              "formerPurposes": ["client", "zo\u00eb"],
              "keyName": "default",
              "format": "record/1",
              "context": [],
              "identity": [
                { "key": "id", "type": "guid" },
                { "key": "region", "type": "text", "default": "eu" }
              ],
              "fields": [
                { "name": "note", "property": "Note", "encoding": "bytes", "nulls": "authenticated", "padded": true },
                { "name": "social", "formerNames": ["ssn"], "property": "Ssn", "encoding": "text", "nulls": "refused" }
              ]
            }
          ]
        }

        """,
        await SchemaProject.RecordAsync("""
            namespace Shop;
            [EncryptedModel("customer"), FormerPurpose("client"), FormerPurpose("zoë")]
            public class Customer
            {
                [RecordIdentity("region", Default = "eu")] public required string Region { get; init; }
                [RecordIdentity("id")] public required Guid Id { get; init; }
                [Encrypted("social"), FormerName("ssn")] public required string Ssn { get; set; }
                [Encrypted("note", AuthenticateNull = true, Pad = 8)] public byte[]? Note { get; set; }
            }
            """));

    private static async Task Check(string marked, string message)
    {
        marked = marked.Replace("ENTRY", Entry, StringComparison.Ordinal);
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        var text = marked.Replace("[|", "", StringComparison.Ordinal);
        var end = text.IndexOf("|]", StringComparison.Ordinal);
        text = text.Replace("|]", "", StringComparison.Ordinal);

        var found = Assert.Single(await SchemaProject.FindingsAsync(SchemaProject.Create([Model], text)));

        Assert.Equal("KMSG5008", found.Id);
        Assert.Equal(text[start..end], text.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        Assert.Contains(message, found.GetMessage(null), StringComparison.Ordinal);
    }
}
