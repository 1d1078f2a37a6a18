using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class ClassifiedContextTests
{
    [Theory]
    [InlineData("[{|KMSG5004:EncryptionContext(\"x\")|}, PrivateData] public string? X { get; set; }")]
    [InlineData("[PrivateData] [{|KMSG5004:EncryptionContext(\"x\")|}] public string? X { get; set; }")]
    [InlineData("[{|KMSG5004:EncryptionContext(\"x\")|}, VeryPrivate] public string? X { get; set; }")]
    [InlineData("[{|KMSG5004:EncryptionContext(\"x\")|}, NoDataClassification, PrivateData] public string? X { get; set; }")]
    public async Task KMSG5004_Triggers_on_classified_context(string member) =>
        await Verify.Triggers<ClassifiedContext>(Model(member));

    [Fact]
    public async Task KMSG5004_Triggers_on_a_records_parameter_whichever_it_annotates() =>
        await Verify.Triggers<ClassifiedContext>("""
            [EncryptedModel("m")]
            public record Model(
                [property: Encrypted("f")] string F,
                [property: {|KMSG5004:EncryptionContext("a")|}, PrivateData] string A,
                [property: {|KMSG5004:EncryptionContext("b")|}] [PrivateData] string B,
                [PrivateData] string C,
                [property: EncryptionContext("d")] string D);
            """);

    [Theory]
    [InlineData("public class {|KMSG5004:Model|} : Base { }", "[PrivateData, EncryptionContext(\"x\")] public string? X { get; set; }")]
    [InlineData("public class Model : Base { public override string? {|KMSG5004:X|} { get; set; } }", "[PrivateData, EncryptionContext(\"x\")] public virtual string? X { get; set; }")]
    [InlineData("public class Model : Base { [{|KMSG5004:EncryptionContext(\"x\")|}] public override string? X { get; set; } }", "[PrivateData] public virtual string? X { get; set; }")]
    public async Task KMSG5004_Triggers_on_what_is_inherited(string model, string member) =>
        await Verify.Triggers<ClassifiedContext>("[EncryptedModel(\"m\")] " + model, $$"""public class Base { [Encrypted("f")] public string? F { get; set; } {{member}} }""");

    [Fact]
    public async Task KMSG5004_Triggers_on_an_identity_that_is_sent() =>
        await Verify.Triggers<ClassifiedContext>(Model("[{|KMSG5004:RecordIdentity(\"x\")|}, PrivateData] public string? X { get; set; }", ", SendIdentityToKeyring = true"));

    [Theory]
    [InlineData("[EncryptionContext(\"x\")] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"x\"), NoDataClassification] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"x\"), UnknownDataClassification] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"x\"), Other.PrivateData] public string? X { get; set; }")]
    [InlineData("[EncryptionContext(\"x\"), Other.Derived] public string? X { get; set; }")]
    [InlineData("[RecordIdentity(\"x\"), PrivateData] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), PrivateData] public string? X { get; set; }")]
    [InlineData("[PrivateData] public string? X { get; set; }")]
    public async Task KMSG5004_DoesNotTrigger_on_what_is_not_classified_or_not_sent(string member) =>
        await Verify.Silent<ClassifiedContext>(Model(member), """
            namespace Other
            {
                public class DataClassificationAttribute : Attribute { }
                public class DerivedAttribute : DataClassificationAttribute { }
                public class PrivateDataAttribute : Attribute { }
            }
            """);

    /// <summary>What the generator refuses already; twice would be noise.</summary>
    [Fact]
    public async Task KMSG5004_DoesNotTrigger_a_second_time_on_what_is_encrypted_too() =>
        await Verify.Silent<ClassifiedContext>(Model("[Encrypted(\"x\"), EncryptionContext(\"x\"), PrivateData] public string? X { get; set; }"));

    private static string Model(string member, string named = "") => $$"""
        [EncryptedModel("model"{{named}})]
        public class Model
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        public class VeryPrivateAttribute : VeryBaseAttribute { }
        public class VeryBaseAttribute : DataClassificationAttribute { }
        """;
}
