using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class FewValuesTests
{
    [Theory]
    [InlineData("[Encrypted(\"x\"), {|KMSG5010:BlindIndex(Bits = 1)|}] public bool X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5010:BlindIndex(Bits = 1)|}] public bool? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5010:BlindIndex(Bits = 3)|}] public DayOfWeek X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), {|KMSG5010:BlindIndex(Bits = 3)|}] public DayOfWeek? X { get; set; }")]
    public async Task KMSG5010_Triggers_on_few_values(string member) => await Verify.Triggers<FewValues>(Model(member));

    [Theory]
    [InlineData("[Encrypted(\"x\"), BlindIndex(Bits = 12)] public string? X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), BlindIndex(Bits = 12)] public int X { get; set; }")]
    [InlineData("[Encrypted(\"x\")] public bool X { get; set; }")]
    [InlineData("[Encrypted(\"x\"), Other.BlindIndex] public bool X { get; set; }")]
    public async Task KMSG5010_DoesNotTrigger_on_many_values_or_no_index(string member) => await Verify.Silent<FewValues>(Model(member));

    private static string Model(string member) => $$"""
        [EncryptedModel("model")] public class Model { [RecordIdentity("id")] public int Id { get; init; } {{member}} }
        namespace Other { public class BlindIndexAttribute : Attribute { } }
        """;
}
