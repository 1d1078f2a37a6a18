using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class SharedTypeTests
{
    private const string Field = "{ [Encrypted(\"f\")] public string? F { get; set; } }\n";

    [Theory]
    [InlineData("[EncryptedModel(\"a\", TypeName = \"Stored\")] public class A * [EncryptedModel(\"b\", TypeName = {|KMSG5015:\"Stored\"|})] public class B *")]
    [InlineData("[EncryptedModel(\"z\", TypeName = {|KMSG5015:\"EncryptedZ\"|})] public class A * [EncryptedModel(\"a\")] public class Z *")]
    [InlineData("[EncryptedModel(\"b\", TypeName = {|KMSG5015:\"EncryptedAExtensions\"|})] public class B * [EncryptedModel(\"a\")] public class A *")]
    [InlineData("[EncryptedModel(\"c\", TypeName = {|KMSG5015:\"Stored\"|})] public class C * [EncryptedModel(\"b\", TypeName = {|KMSG5015:\"Stored\"|})] public class B * [EncryptedModel(\"a\", TypeName = \"Stored\")] public class A *")]
    [InlineData("public static partial class Outer { [EncryptedModel(\"a\")] public class A * } [EncryptedModel(\"b\", TypeName = {|KMSG5015:\"OuterEncryptedA\"|})] public class B *")]
    [InlineData("public static partial class A { public static partial class B { [EncryptedModel(\"a\")] public class M * } } public static partial class AB { [EncryptedModel(\"b\")] public class {|KMSG5015:M|} * }")]
    public async Task KMSG5015_Triggers_on_a_type_of_two_models(string models) => await Verify.Triggers<SharedType>(models.Replace("*", Field, StringComparison.Ordinal));

    [Fact]
    public async Task KMSG5015_Triggers_across_files_whatever_their_order()
    {
        await Verify.Triggers<SharedType>("[EncryptedModel(\"a\", TypeName = \"Stored\")] public class A " + Field, "[EncryptedModel(\"b\", TypeName = {|KMSG5015:\"Stored\"|})] public class B " + Field);
        await Verify.Triggers<SharedType>("[EncryptedModel(\"b\", TypeName = {|KMSG5015:\"Stored\"|})] public class B " + Field, "[EncryptedModel(\"a\", TypeName = \"Stored\")] public class A " + Field);
    }

    [Theory]
    [InlineData("[EncryptedModel(\"a\")] public class A * [EncryptedModel(\"b\", TypeName = \"encryptedA\")] public class B *")]
    [InlineData("[EncryptedModel(\"a\", TypeName = \"Stored\")] public partial class A * public partial class A { } namespace Inner { [EncryptedModel(\"b\", TypeName = \"Stored\")] public class A * }")]
    [InlineData("public static partial class Outer { [EncryptedModel(\"a\")] public class A * } [EncryptedModel(\"b\")] public class A *")]
    public async Task KMSG5015_DoesNotTrigger_on_types_of_their_own(string models) => await Verify.Silent<SharedType>(models.Replace("*", Field, StringComparison.Ordinal));
}
