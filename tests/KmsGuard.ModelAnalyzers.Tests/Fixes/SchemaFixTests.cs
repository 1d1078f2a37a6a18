using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.ModelCodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests.Fixes;

public sealed class SchemaFixTests
{
    private const string Empty = "{ \"schema\": 1, \"models\": [] }";

    [Theory]
    [InlineData("[Encrypted(\"ssn\")] public", "[Encrypted(\"social\")] public", "[Encrypted(\"social\")] [FormerName(\"ssn\")] public")]
    [InlineData("[Encrypted(\"ssn\")] public", "[Obsolete, Encrypted(\"social\")]\n    [FormerName(\"s\")] // Last.\n    public", "[Obsolete, Encrypted(\"social\")]\n    [FormerName(\"s\")] // Last.\n    [FormerName(\"ssn\")] // Last.\n    public")]
    [InlineData("[EncryptedModel(\"customer\")]\npublic", "[EncryptedModel(\"client\")]\npublic", "[EncryptedModel(\"client\")]\n[FormerPurpose(\"customer\")]\npublic")]
    public async Task KMSG5008_Fixes_by_the_former_name(string text, string changed, string expected)
    {
        var source = Model("Customer", "customer", "ssn");
        var project = SchemaProject.Create([Replace(source, text, changed)], await SchemaProject.RecordAsync(source));

        var mended = await SchemaProject.FixAsync(project, Assert.Single(await SchemaProject.FindingsAsync(project)), SchemaProject.KeepReadable);

        var actual = (await mended.Documents.Single().GetTextAsync()).ToString();
        Assert.EndsWith(Replace(source, text, expected), actual, StringComparison.Ordinal);
        // Safe is not recorded yet.
        Assert.Equal("KMSG5058", Assert.Single(await SchemaProject.FindingsAsync(mended)).Id);
    }

    [Fact]
    public async Task KMSG5008_Fixes_the_parameter_of_a_record()
    {
        const string source = "[EncryptedModel(\"m\")] public record M([property: RecordIdentity(\"id\")] int Id, [property: Encrypted(\"a\")] string A);";
        var project = SchemaProject.Create([Replace(source, "\"a\"", "\"b\"")], await SchemaProject.RecordAsync(source));

        var mended = await SchemaProject.FixAsync(project, Assert.Single(await SchemaProject.FindingsAsync(project)), SchemaProject.KeepReadable);

        Assert.EndsWith("[property: Encrypted(\"b\")] [property: FormerName(\"a\")] string A);", (await mended.Documents.Single().GetTextAsync()).ToString(), StringComparison.Ordinal);
        Assert.Equal("KMSG5058", Assert.Single(await SchemaProject.FindingsAsync(mended)).Id);
    }

    [Theory]
    [InlineData("string Ssn", "Guid Ssn", """{ "purpose": "customer", "field": "ssn" }""")]
    [InlineData("Guid Id", "int Id", """{ "purpose": "customer" }""")]
    [InlineData("\"customer\"", "\"client\"", """{ "purpose": "customer" }""")]
    public async Task KMSG5008_Fixes_by_saying_that_nothing_is_stored_any_more(string text, string changed, string removed)
    {
        var source = Model("Customer", "customer", "ssn");
        var other = Model("Order", "order", "note");
        var project = SchemaProject.Create([Replace(source, text, changed), other], await SchemaProject.RecordAsync(source, other), Empty);

        var mended = await SchemaProject.FixAsync(project, Assert.Single(await SchemaProject.FindingsAsync(project)), SchemaProject.RecordRemoval);

        Assert.Empty(await SchemaProject.FindingsAsync(mended));
        Assert.EndsWith($"\n  \"removed\": [\n    {removed}\n  ]\n}}\n", await SchemaProject.TextAsync(mended, SchemaProject.Unshipped), StringComparison.Ordinal);
        // Shipped so, it is what later changes are held against.
        Assert.Empty(await SchemaProject.FindingsAsync(SchemaProject.Create([Replace(source, text, changed), other], await SchemaProject.TextAsync(mended, SchemaProject.Unshipped), Empty)));
    }

    [Fact]
    public async Task KMSG5008_FixesAll_former_names()
    {
        var (a, b) = (Model("A", "a", "f") + Model("B", "b", "f"), Model("C", "c", "f"));
        var project = SchemaProject.Create([Replace(a, "\"f\"", "\"g\""), Replace(b, "\"c\"", "\"d\"")], await SchemaProject.RecordAsync(a, b));

        foreach (var (scope, left) in new[] { (FixAllScope.Document, 1), (FixAllScope.Project, 0), (FixAllScope.Solution, 0) })
        {
            var mended = await SchemaProject.FixAllAsync(project, SchemaProject.KeepReadable, scope);
            Assert.Equal(left, (await SchemaProject.FindingsAsync(mended)).Count(static found => found.Id == "KMSG5008"));
        }
    }

    [Fact]
    public async Task KMSG5008_DoesNotFix_by_a_former_name_what_that_does_not_mend()
    {
        var source = Model("Customer", "customer", "ssn");
        var project = SchemaProject.Create([Replace(source, "string Ssn", "Guid Ssn")], await SchemaProject.RecordAsync(source));
        var finding = Assert.Single(await SchemaProject.FindingsAsync(project));

        Assert.DoesNotContain(await VerifyFix.Actions(project.Documents.Single(), new SchemaFix(), finding), static action => action.EquivalenceKey == SchemaProject.KeepReadable);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Empty)]
    public async Task KMSG5058_Fixes_by_recording_the_model_beside_what_shipped(string? unshipped)
    {
        var (customer, order) = (Model("Customer", "customer", "ssn"), Model("Order", "order", "note"));
        var project = SchemaProject.Create([customer, order], await SchemaProject.RecordAsync(customer), unshipped);

        var mended = await SchemaProject.FixAsync(project, Assert.Single(await SchemaProject.FindingsAsync(project)), SchemaProject.Record);

        Assert.Empty(await SchemaProject.FindingsAsync(mended));
        Assert.Equal(await SchemaProject.RecordAsync(customer, order), await SchemaProject.TextAsync(mended, SchemaProject.Unshipped));
        Assert.Equal("/Application/KmsGuard.Unshipped.json", mended.AdditionalDocuments.Single(static document => document.Name == SchemaProject.Unshipped).FilePath);
    }

    [Fact]
    public async Task KMSG5058_Fixes_by_replacing_what_was_recorded_before()
    {
        var source = Model("Customer", "customer", "ssn");
        var renamed = Replace(source, "EncryptedModel(\"customer\")", "EncryptedModel(\"client\"), FormerPurpose(\"customer\")");
        var project = SchemaProject.Create([renamed], await SchemaProject.RecordAsync(source), await SchemaProject.RecordAsync(source));

        var mended = await SchemaProject.FixAsync(project, Assert.Single(await SchemaProject.FindingsAsync(project)), SchemaProject.Record);

        Assert.Equal(await SchemaProject.RecordAsync(renamed), await SchemaProject.TextAsync(mended, SchemaProject.Unshipped));
    }

    [Fact]
    public async Task KMSG5058_FixesAll_models_into_the_one_file()
    {
        string[] sources = [Model("B", "b", "f") + Model("A", "a", "f"), Model("C", "c", "f")];
        foreach (var (scope, left) in new[] { (FixAllScope.Document, 1), (FixAllScope.Project, 0), (FixAllScope.Solution, 0) })
        {
            var mended = await SchemaProject.FixAllAsync(SchemaProject.Create(sources, Empty), SchemaProject.Record, scope);
            Assert.Equal(left, (await SchemaProject.FindingsAsync(mended)).Length);
        }
    }

    [Fact]
    public async Task KMSG5058_DoesNotFix_what_another_version_found()
    {
        var project = SchemaProject.Create([Model("Customer", "customer", "ssn")], Empty);
        var finding = Assert.Single(await SchemaProject.FindingsAsync(project));

        Assert.Empty(await VerifyFix.Actions(project.Documents.Single(), new SchemaFix(), Diagnostic.Create(finding.Descriptor, finding.Location, "Customer")));
    }

    private static string Model(string name, string purpose, string field) => $$"""
        [EncryptedModel("{{purpose}}")]
        public class {{name}}
        {
            [RecordIdentity("id")] public Guid Id { get; init; }
            [Encrypted("{{field}}")] public required string Ssn { get; set; }
        }

        """;

    private static string Replace(string source, string text, string changed)
    {
        Assert.Contains(text, source, StringComparison.Ordinal);
        return source.Replace(text, changed, StringComparison.Ordinal);
    }
}
