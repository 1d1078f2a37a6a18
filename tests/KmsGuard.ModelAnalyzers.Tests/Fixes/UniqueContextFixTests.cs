using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.ModelCodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests.Fixes;

public sealed class UniqueContextFixTests
{
    [Theory]
    [InlineData("[EncryptionContext(\"id\")] public Guid Id { get; init; }", "[RecordIdentity(\"id\")] public Guid Id { get; init; }")]
    [InlineData("[Obsolete, KmsGuard.EncryptionContextAttribute(\"id\")] public Guid Id { get; init; }", "[Obsolete, RecordIdentity(\"id\")] public Guid Id { get; init; }")]
    public async Task KMSG5007_Fixes_by_the_identity(string member, string expected) => await VerifyFix.Fixes<UniqueContext, UniqueContextFix>(Model("M", member), Model("M", expected));

    [Fact]
    public async Task KMSG5007_FixesAll_models() => await VerifyFix.FixesAll<UniqueContext, UniqueContextFix>(
        Model("A", "[EncryptionContext(\"id\")] public Guid Id { get; init; }") + Model("B", "[EncryptionContext(\"id\")] public int Id { get; init; }"),
        Model("A", "[RecordIdentity(\"id\")] public Guid Id { get; init; }") + Model("B", "[RecordIdentity(\"id\")] public int Id { get; init; }"),
        nameof(UniqueContextFix));

    [Fact]
    public async Task KMSG5007_DoesNotFix_what_is_declared_elsewhere() => await VerifyFix.NotOffered<UniqueContext, UniqueContextFix>(
        "[EncryptedModel(\"m\")] class Model : Base { [Encrypted(\"f\")] public string? F { get; set; } } class Base { [EncryptionContext(\"id\")] public Guid Id { get; init; } }");

    private static string Model(string name, string member) => $$"""
        [EncryptedModel("{{name}}")] class {{name}} { [Encrypted("f")] public string? F { get; set; } {{member}} }

        """;
}
