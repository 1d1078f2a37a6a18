using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;
using KmsGuard.ModelCodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests.Fixes;

public sealed class ReachableFixTests
{
    [Theory]
    [InlineData("internal string X { get; set; } = \"\";", "public string X { get; set; } = \"\";")]
    [InlineData("private protected string X { get; set; } = \"\";", "public string X { get; set; } = \"\";")]
    [InlineData("string X { get; set; } = \"\";", "public string X { get; set; } = \"\";")]
    [InlineData("private string? X { get; } // why", "public string? X { get; init; } // why")]
    [InlineData("public string? X { protected get; set; }", "public string? X { internal get; set; }")]
    [InlineData("public string? X { private get; init; }", "public string? X { internal get; init; }")]
    [InlineData("public int X { get; }", "public int X { get; init; }")]
    [InlineData("public string X {get;} = \"\";", "public string X {get; init; } = \"\";")]
    [InlineData("internal virtual string? X { private protected get; set; }", "public virtual string? X { internal get; set; }")]
    public async Task KMSG5001_Fixes_what_modifiers_and_accessors_can(string member, string expected) =>
        await VerifyFix.Fixes<UngeneratableModel, ReachableFix>(Model(member), Model(expected));

    [Fact]
    public async Task KMSG5001_Fixes_and_keeps_comments_lines_and_other_attributes() => await VerifyFix.Fixes<UngeneratableModel, ReachableFix>(
        """
        [EncryptedModel("m")]
        class Model
        {
            /// <summary>The name.</summary>
            [Encrypted("x")]
            [Obsolete]
            // Kept.
            private string? X
            {
                // Read.
                get; // Here.

                // Written.
                private set;
            }
        }
        """,
        """
        [EncryptedModel("m")]
        class Model
        {
            /// <summary>The name.</summary>
            [Encrypted("x")]
            [Obsolete]
            // Kept.
            public string? X
            {
                // Read.
                get; // Here.

                // Written.
                internal set;
            }
        }
        """);

    [Fact]
    public async Task KMSG5001_FixesAll_properties_of_all_models() => await VerifyFix.FixesAll<UngeneratableModel, ReachableFix>(
        """
        [EncryptedModel("a")] class A { [Encrypted("x")] internal string? X { get; set; } [Encrypted("y")] public string? Y { private get; set; } }
        [EncryptedModel("b")] class B { [Encrypted("x")] public string? X { get; } }
        """,
        """
        [EncryptedModel("a")] class A { [Encrypted("x")] public string? X { get; set; } [Encrypted("y")] public string? Y { internal get; set; } }
        [EncryptedModel("b")] class B { [Encrypted("x")] public string? X { get; init; } }
        """,
        nameof(ReachableFix));

    [Theory]
    [InlineData("[EncryptedModel(\"m\")] class Model(int other) { [Encrypted(\"x\")] public string? X { get; set; } int Other => other; }")]
    [InlineData("class Outer { [EncryptedModel(\"m\")] public class Model { [Encrypted(\"x\")] public string? X { get; set; } } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model { [Encrypted(\"x\")] public string X => \"\"; }")]
    [InlineData("[EncryptedModel(\"m\")] class Model { [Encrypted(\"x\")] public string X { get { return \"\"; } } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model { [Encrypted(\"x\")] public string? X { set { } } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model : IModel { [Encrypted(\"y\")] public string? Y { get; set; } [Encrypted(\"x\")] string? IModel.X { get; set; } } interface IModel { string? X { get; set; } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model : Base { [Encrypted(\"x\")] internal override string? X { get; set; } } class Base { internal virtual string? X { get; set; } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model : Base { } class Base { [Encrypted(\"x\")] public string? X { private get; set; } }")]
    public async Task KMSG5001_DoesNotFix_what_needs_a_decision(string source) =>
        await VerifyFix.NotOffered<UngeneratableModel, ReachableFix>(source);

    private static string Model(string member) => $$"""
        [EncryptedModel("m")]
        class Model
        {
            [Encrypted("x")] {{member}}
        }
        """;
}
