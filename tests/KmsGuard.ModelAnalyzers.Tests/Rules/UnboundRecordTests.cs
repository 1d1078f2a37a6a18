using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class UnboundRecordTests
{
    private const string Field = "[Encrypted(\"f\")] public string? F { get; set; } ";

    [Theory]
    [InlineData("EncryptedModel(\"m\")")]
    [InlineData("EncryptedModel(\"m\", Binding = RecordBinding.Fields)")]
    [InlineData("KmsGuard.EncryptedModelAttribute(\"m\", KeyName = \"pii\")")]
    public async Task KMSG5003_Triggers_without_an_identity(string attribute) =>
        await Verify.Triggers<UnboundRecord>($$"""[{{attribute}}] public class {|KMSG5003:Model|} { {{Field}} public Guid Id { get; set; } [EncryptionContext("tenant")] public string? Tenant { get; set; } }""");

    [Fact]
    public async Task KMSG5003_Triggers_on_a_record() =>
        await Verify.Triggers<UnboundRecord>("[EncryptedModel(\"m\")] public sealed record {|KMSG5003:Model|}(Guid Id, [property: Encrypted(\"f\")] string F);");

    [Fact]
    public async Task KMSG5003_Triggers_once_in_the_annotated_part_of_a_partial_model() =>
        await Verify.Triggers<UnboundRecord>(
            "public partial class Model { " + Field + " }",
            "[EncryptedModel(\"m\")] public partial class {|KMSG5003:Model|} { }");

    [Fact]
    public async Task KMSG5003_Triggers_on_fields_that_are_inherited() =>
        await Verify.Triggers<UnboundRecord>("[EncryptedModel(\"m\")] public class {|KMSG5003:Model|} : Base { } public class Base { " + Field + " }");

    [Theory]
    [InlineData("[EncryptedModel(\"m\")] class Model { FIELD [RecordIdentity(\"id\")] public Guid Id { get; set; } }")]
    [InlineData("[EncryptedModel(\"m\", Binding = RecordBinding.HeaderOnly)] class Model { FIELD }")]
    [InlineData("[EncryptedModel(\"m\")] class Model : Base { FIELD } class Base { [RecordIdentity(\"id\")] public Guid Id { get; set; } }")]
    [InlineData("[EncryptedModel(\"m\")] class Model : Base { FIELD public override Guid Id { get; set; } } class Base { [RecordIdentity(\"id\")] public virtual Guid Id { get; set; } }")]
    [InlineData("[EncryptedModel(\"m\")] record Model([property: RecordIdentity(\"id\")] Guid Id, [property: Encrypted(\"f\")] string F);")]
    [InlineData("[EncryptedModel(\"m\")] partial class Model { FIELD } partial class Model { [RecordIdentity(\"id\")] public Guid Id { get; set; } }")]
    [InlineData("class NoModel { FIELD }")]
    [InlineData("[Other.EncryptedModel(\"m\")] class Model { FIELD } namespace Other { class EncryptedModelAttribute(string purpose) : Attribute { public string Purpose => purpose; } }")]
    public async Task KMSG5003_DoesNotTrigger_where_records_have_one_or_need_none(string source) =>
        await Verify.Silent<UnboundRecord>(source.Replace("FIELD", Field, StringComparison.Ordinal));

    /// <summary>Other errors of the same property come first: mending those ends this one, too.</summary>
    [Fact]
    public async Task KMSG5003_DoesNotTrigger_on_an_identity_that_is_not_reached_yet() =>
        await Verify.Silent<UnboundRecord>("[EncryptedModel(\"m\")] class Model { " + Field + " [RecordIdentity(\"id\")] internal Guid Id { get; set; } }");
}
