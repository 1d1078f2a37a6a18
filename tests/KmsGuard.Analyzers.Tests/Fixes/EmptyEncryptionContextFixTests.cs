using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class EmptyEncryptionContextFixTests
{
    [Theory]
    [InlineData("new Dictionary<string, string>()", "new Dictionary<string, string> { PAIR }")]
    [InlineData("new Dictionary<string, string> { }", "new Dictionary<string, string> { PAIR }")]
    [InlineData("new()", "new() { PAIR }")]
    [InlineData("new(4, StringComparer.Ordinal)", "new(4, StringComparer.Ordinal) { PAIR }")]
    [InlineData("{ }", "{ PAIR }")]
    public async Task KMSG1002_Fixes_a_context_without_pairs(string before, string after) =>
        await VerifyFix.Fixes<EmptyEncryptionContext, EmptyEncryptionContextFix>(
            InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionContext = {before}, KeyId = text }});"),
            InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionContext = {after.Replace("PAIR", "[\"purpose\"] = \"order-vault\"", StringComparison.Ordinal)}, KeyId = text }});"));

    [Fact]
    public async Task KMSG1002_FixesAll_contexts_without_pairs() =>
        await VerifyFix.FixesAll<EmptyEncryptionContext, EmptyEncryptionContextFix>(
            InMethod("""
                var pairs = new Dictionary<string, string>(); // nothing yet
                        await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });
                        await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = new(), DestinationEncryptionContext = { } });
                """),
            InMethod("""
                var pairs = new Dictionary<string, string> { ["purpose"] = "order-vault" }; // nothing yet
                        await kms.DecryptAsync(new DecryptRequest { EncryptionContext = pairs });
                        await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = new() { ["purpose"] = "order-vault" }, DestinationEncryptionContext = { ["purpose"] = "order-vault" } });
                """));

    [Theory]
    [InlineData("new() { [\"tenant\"] = \"\" }")]
    [InlineData("new() { { \"tenant\", null } }")]
    [InlineData("new() { [\"\"] = text }")]
    public async Task KMSG1002_DoesNotFix_what_only_the_author_knows(string context) =>
        await VerifyFix.NotOffered<EmptyEncryptionContext, EmptyEncryptionContextFix>(
            InMethod($"await kms.EncryptAsync(new EncryptRequest {{ EncryptionContext = {context} }});"));

    private static string InMethod(string body) => $$"""
        using System.Collections.Generic;

        class OrderVault
        {
            async Task Run(IAmazonKeyManagementService kms, string text)
            {
                {{body}}
            }
        }
        """;
}
