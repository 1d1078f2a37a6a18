using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class SharedPurposeTests
{
    private const string Field = "{ [Encrypted(\"f\")] public string? F { get; set; } }\n";

    [Theory]
    [InlineData("[EncryptedModel({|KMSG5011:\"m\"|})] public class A * [EncryptedModel({|KMSG5011:\"m\"|})] public class B *")]
    [InlineData("[EncryptedModel({|KMSG5011:\"m\"|}, KeyName = \"a\")] public class A * namespace Inner { [EncryptedModel({|KMSG5011:\"m\"|}, KeyName = \"b\")] public class A * }")]
    [InlineData("[EncryptedModel({|KMSG5011:\"a\"|})] public class A * [EncryptedModel({|KMSG5011:\"b\"|}), FormerPurpose(\"a\")] public class B *")]
    public async Task KMSG5011_Triggers_on_a_purpose_of_two_models(string models) => await Verify.Triggers<SharedPurpose>(models.Replace("*", Field, StringComparison.Ordinal));

    [Fact]
    public async Task KMSG5011_Triggers_across_files() => await Verify.Triggers<SharedPurpose>("[EncryptedModel({|KMSG5011:\"m\"|})] public class A " + Field, "[EncryptedModel({|KMSG5011:\"m\"|})] public class B " + Field);

    [Theory]
    [InlineData("[EncryptedModel(\"a\")] public class A * [EncryptedModel(\"A\")] public class B *")]
    [InlineData("[EncryptedModel(\"a\"), FormerPurpose(\"c\")] public partial class A * public partial class A { }")]
    [InlineData("[EncryptedModel(\"a\")] public class A * public class B : A { }")]
    public async Task KMSG5011_DoesNotTrigger_on_purposes_of_their_own(string models) => await Verify.Silent<SharedPurpose>(models.Replace("*", Field, StringComparison.Ordinal));
}
