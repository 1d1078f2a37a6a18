using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.ModelCodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests.Fixes;

public sealed class ClearSecretFixTests
{
    private const string Private = "class PrivateAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute { }\n";

    [Theory]
    [InlineData("[Private] public string? FullName { get; set; }", "[Private] [Encrypted(\"fullName\")] public string? FullName { get; set; }")]
    [InlineData("[Private]\n    [Obsolete]\n    public string? FullName { get; set; }", "[Private]\n    [Obsolete]\n    [Encrypted(\"fullName\")]\n    public string? FullName { get; set; }")]
    public async Task KMSG5005_Fixes_by_encrypting(string member, string expected) =>
        await VerifyFix.Fixes<ClearSecret, ClearSecretFix>(Model(member), Model(expected));

    [Theory]
    [InlineData("public string? Password { get; set; }", "[Encrypted(\"password\")] public string? Password { get; set; }")]
    [InlineData("/// <summary>Its number.</summary>\n    public string? SSN { get; set; } // Last.", "/// <summary>Its number.</summary>\n    [Encrypted(\"ssn\")] public string? SSN { get; set; } // Last.")]
    public async Task KMSG5055_Fixes_by_encrypting(string member, string expected) =>
        await VerifyFix.Fixes<ClearSecret, ClearSecretFix>(Model(member), Model(expected));

    [Fact]
    public async Task KMSG5055_Fixes_the_parameter_of_a_record() => await VerifyFix.Fixes<ClearSecret, ClearSecretFix>(
        "[EncryptedModel(\"m\")] record Model([property: Encrypted(\"f\")] string F, string Password);",
        "[EncryptedModel(\"m\")] record Model([property: Encrypted(\"f\")] string F, [property: Encrypted(\"password\")] string Password);");

    [Fact]
    public async Task KMSG5005_FixesAll_properties() => await VerifyFix.FixesAll<ClearSecret, ClearSecretFix>(
        Model("[Private] public string? A { get; set; } [Private] public int B { get; set; }"),
        Model("[Private] [Encrypted(\"a\")] public string? A { get; set; } [Private] [Encrypted(\"b\")] public int B { get; set; }"),
        nameof(ClearSecretFix));

    [Fact]
    public async Task KMSG5055_FixesAll_properties() => await VerifyFix.FixesAll<ClearSecret, ClearSecretFix>(
        Model("public string? Password { get; set; } public string? Iban { get; set; }"),
        Model("[Encrypted(\"password\")] public string? Password { get; set; } [Encrypted(\"iban\")] public string? Iban { get; set; }"),
        nameof(ClearSecretFix));

    [Fact]
    public async Task KMSG5005_DoesNotFix_a_type_that_cannot_be_encrypted() => await VerifyFix.NotOffered<ClearSecret, ClearSecretFix>(Model("[Private] public List<string>? Names { get; set; }"));

    [Fact]
    public async Task KMSG5055_DoesNotFix_what_is_declared_elsewhere() => await VerifyFix.NotOffered<ClearSecret, ClearSecretFix>(
        "[EncryptedModel(\"m\")] class Model : Base { [Encrypted(\"f\")] public string? F { get; set; } } class Base { public string? Password { get; set; } }");

    private static string Model(string member) => $$"""
        [EncryptedModel("m")]
        class Model
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        {{Private}}
        """;
}
