using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class MissingEncryptionContextFixTests
{
    private const string Pair = "new() { [\"purpose\"] = \"order-vault\" }";

    [Theory]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = key });", "await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { KeyId = key, });", "await kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR, });")]
    [InlineData("await kms.EncryptAsync(new() { KeyId = key });", "await kms.EncryptAsync(new() { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest());", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new());", "await kms.EncryptAsync(new() { EncryptionContext = PAIR });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = null, KeyId = key });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR, KeyId = key });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest { EncryptionContext = default /* none */ });", "await kms.EncryptAsync(new EncryptRequest { EncryptionContext = PAIR /* none */ });")]
    [InlineData("await kms.DecryptAsync(new DecryptRequest { KeyId = key });", "await kms.DecryptAsync(new DecryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    [InlineData("var request = new DecryptRequest { KeyId = key };\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest { KeyId = key, EncryptionContext = PAIR };\n        await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest();\n        request.KeyId = key;\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest();\n        request.EncryptionContext = PAIR;\n        request.KeyId = key;\n        await kms.DecryptAsync(request);")]
    [InlineData("DecryptRequest request;\n        request = new();\n        request.KeyId = key;\n        await kms.DecryptAsync(request);", "DecryptRequest request;\n        request = new();\n        request.EncryptionContext = PAIR;\n        request.KeyId = key;\n        await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest { KeyId = key };\n        request.EncryptionContext = null;\n        await kms.DecryptAsync(request);", "var request = new DecryptRequest { KeyId = key };\n        request.EncryptionContext = PAIR;\n        await kms.DecryptAsync(request);")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = context });", "await kms.ReEncryptAsync(new ReEncryptRequest { SourceEncryptionContext = context, DestinationEncryptionContext = PAIR });")]
    [InlineData("Func<Task> retry = () => kms.EncryptAsync(new EncryptRequest { KeyId = key });", "Func<Task> retry = () => kms.EncryptAsync(new EncryptRequest { KeyId = key, EncryptionContext = PAIR });")]
    public async Task Writes_the_pair_where_the_request_is_made(string before, string after) =>
        await VerifyFix.Fixes<MissingEncryptionContext, MissingEncryptionContextFix>(InMethod(before), InMethod(after.Replace("PAIR", Pair, StringComparison.Ordinal)));

    private static string InMethod(string body) => $$"""
        using System.Collections.Generic;

        class OrderVault
        {
            async Task Run(IAmazonKeyManagementService kms, string key, Dictionary<string, string> context)
            {
                {{body}}
            }
        }
        """;
}
