using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.ModelCodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests.Fixes;

public sealed class UnboundRecordFixTests
{
    private const string Bind = nameof(Bind);
    private const string SayUnbound = nameof(SayUnbound);

    [Theory]
    [InlineData("public Guid Id { get; set; }", "[RecordIdentity(\"id\")] public Guid Id { get; set; }")]
    [InlineData("public required string ID { get; init; }", "[RecordIdentity(\"id\")] public required string ID { get; init; }")]
    [InlineData("public int? ModelId { get; set; }", "[RecordIdentity(\"modelId\")] public int? ModelId { get; set; }")]
    [InlineData("/// <summary>It.</summary>\n    [Obsolete] public Guid Id { get; set; }", "/// <summary>It.</summary>\n    [Obsolete] [RecordIdentity(\"id\")] public Guid Id { get; set; }")]
    [InlineData("// First.\n    public Guid Id { get; set; } // Last.", "// First.\n    [RecordIdentity(\"id\")] public Guid Id { get; set; } // Last.")]
    public async Task KMSG5003_Fixes_by_the_property_that_looks_like_the_identity(string member, string expected) =>
        await VerifyFix.Fixes<UnboundRecord, UnboundRecordFix>(Model(member), Model(expected), Bind);

    [Fact]
    public async Task KMSG5003_Fixes_the_parameter_of_a_record() => await VerifyFix.Fixes<UnboundRecord, UnboundRecordFix>(
        "[EncryptedModel(\"m\")] record Model([property: Encrypted(\"f\")] string F, Guid Id);",
        "[EncryptedModel(\"m\")] record Model([property: Encrypted(\"f\")] string F, [property: RecordIdentity(\"id\")] Guid Id);",
        Bind);

    [Fact]
    public async Task KMSG5003_Fixes_the_other_part_of_a_partial_model() => await VerifyFix.Fixes<UnboundRecord, UnboundRecordFix>(
        "[EncryptedModel(\"m\")] partial class Model { [Encrypted(\"f\")] public string? F { get; set; } }",
        "[EncryptedModel(\"m\")] partial class Model { [Encrypted(\"f\")] public string? F { get; set; } }",
        Bind,
        ("partial class Model\n{\n    public Guid Id { get; set; }\n}", "partial class Model\n{\n    [RecordIdentity(\"id\")] public Guid Id { get; set; }\n}"));

    [Theory]
    [InlineData("EncryptedModel(\"m\")", "EncryptedModel(\"m\", Binding = RecordBinding.HeaderOnly)")]
    [InlineData("EncryptedModel(\"m\", KeyName = \"pii\")", "EncryptedModel(\"m\", KeyName = \"pii\", Binding = RecordBinding.HeaderOnly)")]
    [InlineData("EncryptedModel(\"m\", Binding = RecordBinding.Fields)", "EncryptedModel(\"m\", Binding = RecordBinding.HeaderOnly)")]
    [InlineData("EncryptedModel(\"m\", Binding = 0, KeyName = \"pii\")", "EncryptedModel(\"m\", Binding = RecordBinding.HeaderOnly, KeyName = \"pii\")")]
    [InlineData("Obsolete, KmsGuard.EncryptedModelAttribute(\"m\")", "Obsolete, KmsGuard.EncryptedModelAttribute(\"m\", Binding = RecordBinding.HeaderOnly)")]
    public async Task KMSG5003_Fixes_by_saying_that_there_is_no_identity(string attribute, string expected) =>
        await VerifyFix.Fixes<UnboundRecord, UnboundRecordFix>(Model("public Guid Id { get; set; }", attribute), Model("public Guid Id { get; set; }", expected), SayUnbound);

    [Fact]
    public async Task KMSG5003_Fixes_an_attribute_of_another_name() => await VerifyFix.Fixes<UnboundRecord, UnboundRecordFix>(
        "namespace Shop { using Model = EncryptedModelAttribute; [Serializable, Model(\"m\")] class Person { [Encrypted(\"f\")] public string? F { get; set; } } }",
        "namespace Shop { using Model = EncryptedModelAttribute; [Serializable, Model(\"m\", Binding = RecordBinding.HeaderOnly)] class Person { [Encrypted(\"f\")] public string? F { get; set; } } }");

    [Theory]
    [InlineData(Bind, "[EncryptedModel(\"a\")]", "[RecordIdentity(\"id\")] public Guid Id")]
    [InlineData(SayUnbound, "[EncryptedModel(\"a\", Binding = RecordBinding.HeaderOnly)]", "public Guid Id")]
    public async Task KMSG5003_FixesAll_models(string key, string attribute, string identity)
    {
        const string source = """
            [EncryptedModel("a")] class A { [Encrypted("f")] public string? F { get; set; } public Guid Id { get; set; } }
            [EncryptedModel("a")] class B { [Encrypted("f")] public string? F { get; set; } public Guid Id { get; set; } }
            """;
        await VerifyFix.FixesAll<UnboundRecord, UnboundRecordFix>(
            source,
            source.Replace("[EncryptedModel(\"a\")]", attribute, StringComparison.Ordinal).Replace("public Guid Id", identity, StringComparison.Ordinal),
            key);
    }

    [Theory]
    [InlineData("public Guid Number { get; set; }")]
    [InlineData("public decimal Id { get; set; }")]
    [InlineData("internal Guid Id { get; set; }")]
    [InlineData("public static Guid Id { get; set; }")]
    [InlineData("[EncryptionContext(\"id\")] public Guid Id { get; set; }")]
    public async Task KMSG5003_DoesNotFix_by_a_property_that_may_be_something_else(string member) =>
        await VerifyFix.NotOffered<UnboundRecord, UnboundRecordFix>(Model(member), Bind);

    private static string Model(string member, string attribute = "EncryptedModel(\"m\")") => $$"""
        [{{attribute}}]
        class Model
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        """;
}
