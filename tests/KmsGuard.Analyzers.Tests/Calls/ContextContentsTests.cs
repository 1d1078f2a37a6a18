using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class ContextContentsTests
{
    [Theory]
    [InlineData("[\"id\"] = {|KMSG1003:patient.Insurance|}")]
    [InlineData("[\"id\"] = {|KMSG1003:$\"{patient.Insurance}-1\"|}")]
    [InlineData("[\"id\"] = {|KMSG1003:patient.Insurance.Trim().ToUpperInvariant()|}")]
    [InlineData("[\"id\"] = {|KMSG1003:patient?.Number ?? text|}")]
    [InlineData("[\"email\"] = {|KMSG1003:patient.Number|}")]
    public async Task KMSG1003_Triggers_on_a_member_that_is_marked_as_secret(string pair) => await Verify.Triggers<ContextContents>(Encrypt(pair));

    [Theory]
    [InlineData("[\"id\"] = patient.Id.ToString()")]
    [InlineData("[\"id\"] = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(patient.Insurance)))")]
    [InlineData("[\"id\"] = nameof(patient.Insurance)")]
    [InlineData("[\"id\"] = patient.Insurance.Length.ToString()")]
    public async Task KMSG1003_DoesNotTrigger_on_other_members_or_what_is_made_of_one(string pair) => await Verify.Silent<ContextContents>(Encrypt(pair));

    [Theory]
    [InlineData("[\"email\"] = {|KMSG1053:text|}")]
    [InlineData("[\"user-e-mail\"] = \"fixed\", [\"Email Address\"] = {|KMSG1053:text|}")]
    [InlineData("[\"patient_ssn\"] = {|KMSG1053:text|}")]
    [InlineData("[\"password\"] = {|KMSG1053:Make(text)|}")]
    [InlineData("[\"owner\"] = {|KMSG1053:patient.HomeAddress|}")]
    [InlineData("[\"owner\"] = {|KMSG1053:patient.HomeAddress.ToLower()|}")]
    public async Task KMSG1053_Triggers_on_a_name_that_says_personal_data(string pair) => await Verify.Triggers<ContextContents>(Encrypt(pair));

    [Fact]
    public async Task KMSG1053_Triggers_on_a_context_that_is_filled_later() =>
        await Verify.Triggers<ContextContents>(InMethod("var pairs = new Dictionary<string, string>(); pairs.Add(\"dateOfBirth\", {|KMSG1053:text|}); await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });"));

    [Theory]
    [InlineData("[\"purpose\"] = \"password\"")]
    [InlineData("[\"email\"] = \"confirmation\"")]
    [InlineData("[\"email\"] = Fixed")]
    [InlineData("[\"email\"] = HashOf(text)")]
    [InlineData("[\"email_hash\"] = text")]
    [InlineData("[\"emailTemplate\"] = text")]
    [InlineData("[\"pan-tenant\"] = text, [\"span\"] = text, [\"company\"] = text, [\"japan\"] = text, [\"phonebook\"] = text")]
    [InlineData("[\"is not\"] = \"secret\"")]
    [InlineData("[\"tenant\"] = text")]
    [InlineData("[text] = text")]
    public async Task KMSG1053_DoesNotTrigger_on_other_names_fixed_texts_and_hashes(string pair) => await Verify.Silent<ContextContents>(Encrypt(pair));

    [Theory]
    [InlineData("email", true)]
    [InlineData("customerEMailAddress", true)]
    [InlineData("CUSTOMER_EMAIL", true)]
    [InlineData("e-mail", true)]
    [InlineData("credit card number", true)]
    [InlineData("PAN", true)]
    [InlineData("mailbox", false)]
    [InlineData("emailId", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("9", false)]
    public void Names_are_read_by_their_last_words(string name, bool isPersonal) => Assert.Equal(isPersonal, PersonalData.IsPersonal(name));

    [Theory]
    [InlineData("[\"time\"] = {|KMSG1004:DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString()|}")]
    [InlineData("[\"time\"] = {|KMSG1004:$\"at {DateTime.Now:O}\"|}")]
    [InlineData("[\"id\"] = {|KMSG1004:Guid.NewGuid().ToString(\"N\")|}")]
    [InlineData("[\"id\"] = {|KMSG1004:text + \"-\" + Random.Shared.Next()|}")]
    [InlineData("[\"id\"] = {|KMSG1004:Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))|}")]
    [InlineData("[\"id\"] = {|KMSG1004:Environment.TickCount.ToString()|}")]
    public async Task KMSG1004_Triggers_on_a_value_that_is_new_each_time(string pair) => await Verify.Triggers<ContextContents>(Encrypt(pair));

    [Theory]
    [InlineData("var id = Guid.NewGuid(); await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"id\"] = {|KMSG1004:id.ToString()|} } });")]
    [InlineData("var pairs = new Dictionary<string, string> { { \"at\", {|KMSG1004:DateTime.UtcNow.ToString()|} } }; await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });")]
    [InlineData("var request = new GenerateDataKeyRequest(); request.EncryptionContext = new() { [\"at\"] = {|KMSG1004:DateTime.UtcNow.ToString()|} }; await Task.Run(() => kms.GenerateDataKeyAsync(request));")]
    public async Task KMSG1004_Triggers_through_variables_that_only_the_context_uses(string body) => await Verify.Triggers<ContextContents>(InMethod(body));

    [Theory]
    [InlineData("var id = Guid.NewGuid(); await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"id\"] = id.ToString() } }); Save(id);")]
    [InlineData("var pairs = new Dictionary<string, string> { [\"at\"] = DateTime.UtcNow.ToString() }; await kms.EncryptAsync(new EncryptRequest { EncryptionContext = pairs }); Save(pairs);")]
    [InlineData("var request = new EncryptRequest { EncryptionContext = new() { [\"at\"] = DateTime.UtcNow.ToString() } }; await kms.EncryptAsync(request); Save(request.EncryptionContext);")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"id\"] = Keep(Guid.NewGuid()) } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"id\"] = patient.Id.ToString(), [\"created\"] = patient.Created.ToString(\"O\") } });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = new() { [\"never\"] = DateTime.MaxValue.ToString(), [\"none\"] = Guid.Empty.ToString() } });")]
    public async Task KMSG1004_DoesNotTrigger_on_what_is_kept_or_known_again(string body) => await Verify.Silent<ContextContents>(InMethod(body));

    private static string Encrypt(string pair) => InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionContext = new() {{ {pair} }} }});");

    private static string InMethod(string body) => $$"""
        namespace KmsGuard { class EncryptedAttribute : Attribute; }
        namespace Microsoft.Extensions.Compliance.Classification { class DataClassificationAttribute : Attribute; }
        class PrivateAttribute : Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute;
        class Patient
        {
            public Guid Id { get; set; }
            public DateTime Created { get; set; }
            [KmsGuard.Encrypted] public string Insurance { get; set; }
            [Private] public string Number { get; set; }
            public string HomeAddress { get; set; }
        }
        class Service
        {
            static readonly string Fixed = "fixed";
            async Task Run(IAmazonKeyManagementService kms, Patient patient, string text)
            {
                await Task.Yield();
                {{body}}
            }
            static string Make(string text) => text;
            static string HashOf(string text) => text;
            static string Keep(object value) => value.ToString();
            static void Save(object value) { }
        }
        """;
}
