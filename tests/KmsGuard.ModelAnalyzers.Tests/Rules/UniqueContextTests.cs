using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class UniqueContextTests
{
    [Theory]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public Guid Id { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public long Id { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public string? OrderId { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public Guid? OrderKey { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public Guid CorrelationId { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}] public Guid RecordGuid { get; init; }")]
    [InlineData("[{|KMSG5007:EncryptionContext(\"x\")|}, System.ComponentModel.DataAnnotations.Key] public string? Code { get; init; }")]
    public async Task KMSG5007_Triggers_on_what_tells_records_apart(string member) => await Verify.Triggers<UniqueContext>(Model(member));

    [Theory]
    [InlineData("[EncryptionContext(\"x\")] public Guid TenantId { get; init; }")]
    [InlineData("[EncryptionContext(\"x\")] public Guid? CustomerId { get; init; }")]
    [InlineData("[EncryptionContext(\"x\")] public string? Region { get; init; }")]
    [InlineData("[EncryptionContext(\"x\")] public string? CorrelationId { get; init; }")]
    [InlineData("[RecordIdentity(\"x\")] public Guid Id { get; init; }")]
    [InlineData("public Guid Id { get; init; }")]
    public async Task KMSG5007_DoesNotTrigger_on_what_records_share(string member) => await Verify.Silent<UniqueContext>(Model(member));

    private static string Model(string member) => $$"""
        [EncryptedModel("order")]
        public class Order
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        """;
}
