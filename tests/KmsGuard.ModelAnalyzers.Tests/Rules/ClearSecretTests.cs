using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelAnalyzers.Tests.Verification;

namespace KmsGuard.ModelAnalyzers.Tests.Rules;

public sealed class ClearSecretTests
{
    [Theory]
    [InlineData("[PrivateData] public string? {|KMSG5005:Name|} { get; set; }")]
    [InlineData("[PrivateData] public List<string>? {|KMSG5005:Names|} { get; set; }")]
    [InlineData("[Obsolete, PrivateData] public bool {|KMSG5005:IsIll|} { get; set; }")]
    [InlineData("[PrivateData] public string? {|KMSG5005:Password|} { get; set; }")]
    public async Task KMSG5005_Triggers_on_what_is_classified_and_clear(string member) => await Verify.Triggers<ClearSecret>(Model(member));

    [Fact]
    public async Task KMSG5005_Triggers_on_a_records_parameter() =>
        await Verify.Triggers<ClearSecret>("[EncryptedModel(\"m\")] public record Model([property: RecordIdentity(\"id\")] int Id, [property: Encrypted(\"f\")] string F, [PrivateData] string {|KMSG5005:Name|});");

    [Fact]
    public async Task KMSG5005_Triggers_at_the_model_on_what_it_inherits() =>
        await Verify.Triggers<ClearSecret>("[EncryptedModel(\"m\")] public class {|KMSG5005:Model|} : Base { [Encrypted(\"f\")] public string? F { get; set; } }", "public class Base { [PrivateData] public string? Name { get; set; } }");

    [Theory]
    [InlineData("[PrivateData, Encrypted(\"n\")] public string? Name { get; set; }")]
    [InlineData("[PrivateData, RecordIdentity(\"n\")] public string? Name { get; set; }")]
    [InlineData("[NoDataClassification] public string? Name { get; set; }")]
    [InlineData("[UnknownDataClassification] public string? Name { get; set; }")]
    [InlineData("[PrivateData] internal string? Name { get; set; }")]
    [InlineData("[PrivateData] public string Shown => F + \"\";")]
    [InlineData("[PrivateData] public static string? Name { get; set; }")]
    public async Task KMSG5005_DoesNotTrigger_on_what_is_encrypted_or_not_stored(string member) => await Verify.Silent<ClearSecret>(Model(member));

    [Fact]
    public async Task KMSG5005_DoesNotTrigger_without_a_model() =>
        await Verify.Silent<ClearSecret>("public class Plain { [PrivateData] public string? Name { get; set; } public string? Password { get; set; } }");

    [Theory]
    [InlineData("string? {|KMSG5055:Password|}")]
    [InlineData("string? {|KMSG5055:UserPassword|}")]
    [InlineData("string? {|KMSG5055:SSN|}")]
    [InlineData("string? {|KMSG5055:PatientSSN|}")]
    [InlineData("byte[]? {|KMSG5055:ClientSecret|}")]
    [InlineData("string? {|KMSG5055:ApiKey|}")]
    [InlineData("string? {|KMSG5055:NationalId|}")]
    [InlineData("string? {|KMSG5055:PassportNumber|}")]
    [InlineData("string? {|KMSG5055:credit_card|}")]
    [InlineData("string? {|KMSG5055:CardNumber|}")]
    [InlineData("long {|KMSG5055:Pan|}")]
    [InlineData("string? {|KMSG5055:Iban|}")]
    [InlineData("DateOnly? {|KMSG5055:DateOfBirth|}")]
    [InlineData("DateOnly {|KMSG5055:BirthDate|}")]
    [InlineData("string? {|KMSG5055:Diagnosis|}")]
    public async Task KMSG5055_Triggers_on_a_name_that_says_secret(string property) => await Verify.Triggers<ClearSecret>(Model($"public {property} {{ get; set; }}"));

    [Theory]
    [InlineData("string? PasswordHash")]
    [InlineData("string? PasswordSalt")]
    [InlineData("bool HasPassword")]
    [InlineData("bool? PasswordExpired")]
    [InlineData("DayOfWeek? PasswordKind")]
    [InlineData("DateOnly PasswordExpiresAt")]
    [InlineData("int PasswordLength")]
    [InlineData("string? SecretName")]
    [InlineData("string? CreditCardLast4")]
    [InlineData("string? PassportCountry")]
    [InlineData("string? Company")]
    [InlineData("string? Japan")]
    [InlineData("string? Secretary")]
    [InlineData("string? CardNumbering")]
    [InlineData("string? Name")]
    [InlineData("string? Email")]
    [InlineData("List<string>? Passwords")]
    public async Task KMSG5055_DoesNotTrigger_on_what_is_about_a_secret_or_is_none(string property) => await Verify.Silent<ClearSecret>(Model($"public {property} {{ get; set; }}"));

    [Fact]
    public async Task KMSG5055_DoesNotTrigger_on_what_has_a_part_in_the_record() =>
        await Verify.Silent<ClearSecret>(Model("[Encrypted(\"p\")] public string? Password { get; set; } [EncryptionContext(\"s\")] public string? Secret { get; init; } [RecordIdentity(\"i\")] public string? Iban { get; init; }"));

    private static string Model(string member) => $$"""
        [EncryptedModel("model")]
        public class Model
        {
            [Encrypted("f")] public string? F { get; set; }
            {{member}}
        }
        """;
}
