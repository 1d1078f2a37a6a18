using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class ChangingContextTests
{
    [Theory]
    [InlineData("[EncryptionContext(\"t\")] public string? {|KMSG5006:Tenant|} { get; set; }")]
    [InlineData("[EncryptionContext(\"t\")] public required string {|KMSG5006:Tenant|} { get; set; }")]
    [InlineData("[EncryptionContext(\"t\")] public string? {|KMSG5006:Tenant|} { get; internal set; }")]
    [InlineData("private string? _t; [EncryptionContext(\"t\")] public string? {|KMSG5006:Tenant|} { get => _t; set => _t = value; }")]
    [InlineData("[EncryptionContext(\"t\"), DatabaseGenerated(DatabaseGeneratedOption.Computed)] public string? {|KMSG5006:Tenant|} { get; init; }")]
    [InlineData("[RecordIdentity(\"i\"), DatabaseGenerated(DatabaseGeneratedOption.Identity)] public int {|KMSG5006:Id|} { get; set; }")]
    public async Task KMSG5006_Triggers_on_what_changes_after_encryption(string member) => await Verify.Triggers<ChangingContext>(Model(member));

    [Fact]
    public async Task KMSG5006_Triggers_at_the_model_on_what_it_inherits() =>
        await Verify.Triggers<ChangingContext>("[EncryptedModel(\"m\")] public class {|KMSG5006:Model|} : Base { [Encrypted(\"f\")] public string? F { get; set; } }", "public class Base { [EncryptionContext(\"t\")] public string? Tenant { get; set; } }");

    [Theory]
    [InlineData("[EncryptionContext(\"t\")] public string? Tenant { get; init; }")]
    [InlineData("public Model(string tenant) => Tenant = tenant; [EncryptionContext(\"t\")] public string Tenant { get; }")]
    [InlineData("public Model(string tenant) => Tenant = tenant; [EncryptionContext(\"t\")] public string Tenant { get; private set; }")]
    [InlineData("[RecordIdentity(\"i\")] public Guid Id { get; set; }")]
    [InlineData("[RecordIdentity(\"i\"), DatabaseGenerated(DatabaseGeneratedOption.None)] public int Id { get; set; }")]
    [InlineData("[DatabaseGenerated(DatabaseGeneratedOption.Identity)] public int Id { get; set; }")]
    public async Task KMSG5006_DoesNotTrigger_on_what_stays_or_is_not_bound(string member) => await Verify.Silent<ChangingContext>(Model(member));

    [Fact]
    public async Task KMSG5006_DoesNotTrigger_on_an_identity_that_is_not_bound() =>
        await Verify.Silent<ChangingContext>(Model("[RecordIdentity(\"i\"), DatabaseGenerated(DatabaseGeneratedOption.Identity)] public int Id { get; set; }", ", Binding = RecordBinding.HeaderOnly"));

    private static string Model(string member, string named = "") => $$"""
        using System.ComponentModel.DataAnnotations.Schema;
        [EncryptedModel("model"{{named}})]
        public class Model
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        """;
}
