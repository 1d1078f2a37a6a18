using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

/// <summary>KMSG2006, 2007, 2008 and 2011.</summary>
public sealed class KeyLifeFixTests
{
    private const string TagList = "new() { new Tag { TagKey = \"purpose\", TagValue = \"key-maker\" } }";

    [Theory]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest());", "await kms.CreateKeyAsync(new CreateKeyRequest { Tags = TAGS });")]
    [InlineData("await kms.CreateKeyAsync(new() { Description = text });", "await kms.CreateKeyAsync(new() { Description = text, Tags = TAGS });")]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest { Tags = null });", "await kms.CreateKeyAsync(new CreateKeyRequest { Tags = TAGS });")]
    [InlineData(
        "var request = new CreateKeyRequest();\n        request.Description = text;\n        await kms.CreateKeyAsync(request);",
        "var request = new CreateKeyRequest();\n        request.Tags = TAGS;\n        request.Description = text;\n        await kms.CreateKeyAsync(request);")]
    public async Task KMSG2006_Fixes_with_the_purpose_of_the_type(string body, string expected) =>
        await VerifyFix.Fixes<KeyLife, KeyTagsFix>(KeyMaker(body), KeyMaker(expected.Replace("TAGS", TagList, StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG2006_Fixes_code_of_older_compilers() =>
        await VerifyFix.Fixes<KeyLife, KeyTagsFix>(
            """
            class KeyMaker
            {
                System.Threading.Tasks.Task Run(Amazon.KeyManagementService.IAmazonKeyManagementService kms) => kms.CreateKeyAsync(new Amazon.KeyManagementService.Model.CreateKeyRequest());
            }
            """,
            """
            using System.Collections.Generic;
            using Amazon.KeyManagementService.Model;

            class KeyMaker
            {
                System.Threading.Tasks.Task Run(Amazon.KeyManagementService.IAmazonKeyManagementService kms) => kms.CreateKeyAsync(new Amazon.KeyManagementService.Model.CreateKeyRequest { Tags = new List<Tag> { new Tag { TagKey = "purpose", TagValue = "key-maker" } } });
            }
            """,
            LanguageVersion.CSharp7_3);

    [Fact]
    public async Task KMSG2006_FixesAll_keys() =>
        await VerifyFix.FixesAll<KeyLife, KeyTagsFix>(
            KeyMaker("await kms.CreateKeyAsync(new CreateKeyRequest());\n        await kms.CreateKeyAsync(new CreateKeyRequest { Description = text });"),
            KeyMaker($"await kms.CreateKeyAsync(new CreateKeyRequest {{ Tags = {TagList} }});\n        await kms.CreateKeyAsync(new CreateKeyRequest {{ Description = text, Tags = {TagList} }});"));

    [Fact]
    public async Task KMSG2006_DoesNotFix_a_request_that_a_helper_makes_in_place_of_its_caller() =>
        await VerifyFix.NotOffered<KeyLife, KeyTagsFix>(KeyMaker("await kms.CreateKeyAsync(Make());\n    }\n\n    private static CreateKeyRequest Make()\n    {\n        return new CreateKeyRequest();"));

    [Theory]
    [InlineData(
        "var key = await kms.CreateKeyAsync(new CreateKeyRequest());",
        "await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyMetadata.KeyId });")]
    [InlineData(
        "var key = await this.kms.CreateKeyAsync(new CreateKeyRequest(), default).ConfigureAwait(false);",
        "await this.kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyMetadata.KeyId }, default).ConfigureAwait(false);")]
    [InlineData("var key = client.CreateKey(new CreateKeyRequest());", "client.EnableKeyRotation(new EnableKeyRotationRequest { KeyId = key.KeyMetadata.KeyId });")]
    [InlineData(
        "CreateKeyResponse key;\n        key = await kms.CreateKeyAsync(new CreateKeyRequest());",
        "await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = key.KeyMetadata.KeyId });")]
    public async Task KMSG2007_Fixes_by_a_call_after_the_key_is_made(string body, string added) =>
        await VerifyFix.Fixes<KeyLife, KeyRotationFix>(KeyMaker(body + "\n        Console.WriteLine(key);"), KeyMaker($"{body}\n        {added}\n        Console.WriteLine(key);"));

    [Fact]
    public async Task KMSG2007_FixesAll_keys() =>
        await VerifyFix.FixesAll<KeyLife, KeyRotationFix>(
            KeyMaker("var one = await kms.CreateKeyAsync(new CreateKeyRequest());\n        var two = await kms.CreateKeyAsync(new CreateKeyRequest());"),
            KeyMaker("""
                var one = await kms.CreateKeyAsync(new CreateKeyRequest());
                        await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = one.KeyMetadata.KeyId });
                        var two = await kms.CreateKeyAsync(new CreateKeyRequest());
                        await kms.EnableKeyRotationAsync(new EnableKeyRotationRequest { KeyId = two.KeyMetadata.KeyId });
                """));

    [Theory]
    [InlineData("await kms.CreateKeyAsync(new CreateKeyRequest());")]
    [InlineData("var key = kms.CreateKeyAsync(new CreateKeyRequest());")]
    [InlineData("var id = (await kms.CreateKeyAsync(new CreateKeyRequest())).KeyMetadata.KeyId;")]
    [InlineData("var key = await new AmazonKeyManagementServiceClient().CreateKeyAsync(new CreateKeyRequest());")]
    [InlineData("if (text is null)\n            key = await kms.CreateKeyAsync(new CreateKeyRequest());")]
    public async Task KMSG2007_DoesNotFix_where_the_response_is_not_kept(string body) =>
        await VerifyFix.NotOffered<KeyLife, KeyRotationFix>(KeyMaker(body));

    [Theory]
    [InlineData("await kms.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = text, PendingWindowInDays = 7 });", "7")]
    [InlineData("await kms.ScheduleKeyDeletionAsync(text, 14);", "14")]
    public async Task KMSG2008_Fixes_the_number_of_days(string body, string days) =>
        await VerifyFix.Fixes<KeyLife, KeyDeletionFix>(KeyMaker(body), KeyMaker(body.Replace(days, "30", StringComparison.Ordinal)));

    [Fact]
    public async Task KMSG2008_FixesAll_deletions() =>
        await VerifyFix.FixesAll<KeyLife, KeyDeletionFix>(
            KeyMaker("await kms.ScheduleKeyDeletionAsync(text, 7);\n        await kms.ScheduleKeyDeletionAsync(text, 8);"),
            KeyMaker("await kms.ScheduleKeyDeletionAsync(text, 30);\n        await kms.ScheduleKeyDeletionAsync(text, 30);"));

    [Theory]
    [InlineData("const int days = 7;\n        await kms.ScheduleKeyDeletionAsync(text, days);")]
    [InlineData("var days = 7;\n        await kms.ScheduleKeyDeletionAsync(text, days);")]
    public async Task KMSG2008_DoesNotFix_a_number_that_has_a_name(string body) => await VerifyFix.NotOffered<KeyLife, KeyDeletionFix>(KeyMaker(body));

    [Theory]
    [InlineData("text")]
    [InlineData("this.text.Inner")]
    [InlineData("\"arn:aws:iam::111122223333:role/Worker\"")]
    public async Task KMSG2011_Fixes_by_letting_the_grantee_retire(string grantee) =>
        await VerifyFix.Fixes<KeyLife, GrantFix>(
            KeyMaker($"await kms.CreateGrantAsync(new CreateGrantRequest {{ GranteePrincipal = {grantee} }});"),
            KeyMaker($"await kms.CreateGrantAsync(new CreateGrantRequest {{ GranteePrincipal = {grantee}, RetiringPrincipal = {grantee} }});"));

    [Fact]
    public async Task KMSG2011_FixesAll_grants() =>
        await VerifyFix.FixesAll<KeyLife, GrantFix>(
            KeyMaker("await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = text });\n        await kms.CreateGrantAsync(new() { GranteePrincipal = \"a\" });"),
            KeyMaker("await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = text, RetiringPrincipal = text });\n        await kms.CreateGrantAsync(new() { GranteePrincipal = \"a\", RetiringPrincipal = \"a\" });"));

    [Theory]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest());")]
    [InlineData("await kms.CreateGrantAsync(new CreateGrantRequest { GranteePrincipal = text.ToLower() });")]
    [InlineData("var request = new CreateGrantRequest();\n        request.GranteePrincipal = text;\n        await kms.CreateGrantAsync(request);")]
    public async Task KMSG2011_DoesNotFix_where_the_grantee_cannot_be_named_twice(string body) => await VerifyFix.NotOffered<KeyLife, GrantFix>(KeyMaker(body));

    private static string KeyMaker(string body) => $$"""
        class KeyMaker(IAmazonKeyManagementService kms, AmazonKeyManagementServiceClient client)
        {
            private readonly IAmazonKeyManagementService kms = kms;
            private readonly Text text;
            private CreateKeyResponse key;

            async Task Run()
            {
                {{body}}
            }
        }
        """ + "\nclass Text { public string Inner; public string ToLower() => Inner; public static implicit operator string(Text text) => text.Inner; }\n";
}
