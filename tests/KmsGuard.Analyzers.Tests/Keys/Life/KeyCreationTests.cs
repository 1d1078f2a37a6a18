using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Keys.Life;

public sealed class KeyCreationTests
{
    [Theory]
    [InlineData("await kms.{|KMSG2006:CreateKeyAsync|}(new CreateKeyRequest());")]
    [InlineData("await kms.{|KMSG2006:CreateKeyAsync|}(new() { Description = text });")]
    [InlineData("await kms.{|KMSG2006:CreateKeyAsync|}(new CreateKeyRequest { Tags = null });")]
    [InlineData("var request = new CreateKeyRequest(); request.Description = text; await kms.{|KMSG2006:CreateKeyAsync|}(request);")]
    [InlineData("Func<Task> retry = () => kms.{|KMSG2006:CreateKeyAsync|}(new CreateKeyRequest()); await retry();")]
    public async Task KMSG2006_Triggers_on_a_key_without_tags(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2006");

    [Theory]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Tags = new List<Tag> { new Tag { TagKey = \"a\", TagValue = text } } });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Tags = text.Split(',').Select(one => new Tag { TagKey = one }).ToList() });")]
    [InlineData("var request = new CreateKeyRequest(); request.Tags.Add(new Tag()); await kms.CreateKeyAsync(request);")]
    [InlineData("var request = new CreateKeyRequest(); if (text != null) request.Tags = new List<Tag>(); await kms.CreateKeyAsync(request);")]
    [InlineData("await kms.CreateKeyAsync(given);")]
    [InlineData("var request = new CreateKeyRequest(); Fill(request); await kms.CreateKeyAsync(request);")]
    [InlineData("var key = await kms.CreateKeyAsync(new CreateKeyRequest()); await kms.TagResourceAsync(new TagResourceRequest { KeyId = key.KeyMetadata.KeyId });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest()); } } class Tagger { Task Tag(IAmazonKeyManagementService kms, TagResourceRequest request) { return kms.TagResourceAsync(request);")]
    public async Task KMSG2006_DoesNotTrigger_on_keys_that_are_or_may_be_tagged(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2006");

    [Theory]
    [InlineData("await kms.{|KMSG2007:CreateKeyAsync|}(new CreateKeyRequest());")]
    [InlineData("await kms.{|KMSG2007:CreateKeyAsync|}(new CreateKeyRequest { KeyUsage = KeyUsageType.ENCRYPT_DECRYPT, Origin = OriginType.AWS_KMS, CustomerMasterKeySpec = CustomerMasterKeySpec.SYMMETRIC_DEFAULT });")]
    [InlineData("await kms.{|KMSG2007:CreateKeyAsync|}(new CreateKeyRequest { CustomerMasterKeySpec = \"SYMMETRIC_DEFAULT\", Origin = null });")]
    [InlineData("var spec = CustomerMasterKeySpec.SYMMETRIC_DEFAULT; await kms.{|KMSG2007:CreateKeyAsync|}(new CreateKeyRequest { CustomerMasterKeySpec = spec });")]
    public async Task KMSG2007_Triggers_on_a_symmetric_key_that_is_never_rotated(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2007");

    [Theory]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { CustomerMasterKeySpec = CustomerMasterKeySpec.RSA_2048 });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { CustomerMasterKeySpec = \"RSA_2048\" });")]
    [InlineData("const string Spec = \"RSA_2048\"; await kms.CreateKeyAsync(new CreateKeyRequest { CustomerMasterKeySpec = Spec });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { CustomerMasterKeySpec = text });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { CustomerMasterKeySpec = text is null ? CustomerMasterKeySpec.RSA_2048 : CustomerMasterKeySpec.SYMMETRIC_DEFAULT });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { KeyUsage = KeyUsageType.SIGN_VERIFY });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Origin = OriginType.EXTERNAL });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { CustomKeyStoreId = text });")]
    [InlineData("await kms.CreateKeyAsync(given);")]
    [InlineData("var key = await kms.CreateKeyAsync(new CreateKeyRequest()); if (text is null) await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyMetadata.KeyId });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest()); } Task Rotate(IAmazonKeyManagementService kms, string key) { return kms.EnableKeyRotationAsync(key, default);")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest()); } } class Rotator { object Request = new EnableKeyRotationRequest(); void None() {")]
    public async Task KMSG2007_DoesNotTrigger_on_other_keys_or_where_rotation_is_enabled_anywhere(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2007");

    [Fact]
    public async Task KMSG2007_DoesNotTrigger_on_HMAC_keys() =>
        await Verify.OnlyWith<KeyLife>(Aws.V4, InMethod("await kms.CreateKeyAsync(new CreateKeyRequest { KeySpec = KeySpec.HMAC_256, KeyUsage = KeyUsageType.GENERATE_VERIFY_MAC });"), "KMSG2007");

    [Fact]
    public async Task KMSG2007_Triggers_although_a_comment_or_a_text_names_the_operation() =>
        await Verify.Triggers<KeyLife>(InMethod("await kms.{|KMSG2007:CreateKeyAsync|}(new CreateKeyRequest { Description = \"EnableKeyRotation\" }); // EnableKeyRotation"), "KMSG2007");

    [Theory]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { {|KMSG2010:BypassPolicyLockoutSafetyCheck = true|} });")]
    [InlineData("{|KMSG2010:given.BypassPolicyLockoutSafetyCheck = true|};")]
    [InlineData("const bool Quick = true; var request = new PutKeyPolicyRequest { {|KMSG2010:BypassPolicyLockoutSafetyCheck = Quick|} };")]
    public async Task KMSG2010_Triggers_wherever_the_check_is_switched_off(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2010");

    [Theory]
    [InlineData("given.BypassPolicyLockoutSafetyCheck = false;")]
    [InlineData("given.BypassPolicyLockoutSafetyCheck = text is null;")]
    [InlineData("new Own().BypassPolicyLockoutSafetyCheck = true;")]
    public async Task KMSG2010_DoesNotTrigger_on_other_values_and_types(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2010");

    [Theory]
    [InlineData("await kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { Policy = {|KMSG2014:text|} });")]
    [InlineData("await kms.PutKeyPolicyAsync(text, {|KMSG2014:File.ReadAllText(\"policy.json\")|}, \"default\");")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Policy = {|KMSG2014:text + text|} });")]
    public async Task KMSG2014_Triggers_on_a_policy_that_only_the_running_program_knows(string body) => await Verify.Triggers<KeyLife>(InMethod(body), "KMSG2014");

    [Theory]
    [InlineData("await kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { Policy = \"{ }\" });")]
    [InlineData("var policy = @\"{ \"\"Version\"\": \"\"\" + text + @\"\"\" }\"; await kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { Policy = policy });")]
    [InlineData("await kms.PutKeyPolicyAsync(new PutKeyPolicyRequest { Policy = System.Text.Json.JsonSerializer.Serialize(new { Version = \"2012-10-17\" }) });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Policy = null });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest());")]
    public async Task KMSG2014_DoesNotTrigger_on_a_policy_that_is_written_here_or_not_set(string body) => await Verify.Silent<KeyLife>(InMethod(body), "KMSG2014");

    private static string InMethod(string body) => $$"""
        class Service
        {
            async Task Run(IAmazonKeyManagementService kms, CreateKeyRequest given, string text)
            {
                await Task.Yield();
                {{body}}
            }

            static Action<CreateKeyRequest> Fill = request => { };
        }
        class Own { public bool BypassPolicyLockoutSafetyCheck { get; set; } }
        """;
}
