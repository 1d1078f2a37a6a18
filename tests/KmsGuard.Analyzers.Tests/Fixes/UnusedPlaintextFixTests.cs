using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class UnusedPlaintextFixTests
{
    [Theory]
    [InlineData(
        "var r = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 }); return r.CiphertextBlob;",
        "var r = await kms.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key, KeySpec = DataKeySpec.AES_256 }); return r.CiphertextBlob;")]
    [InlineData(
        "return (await kms.GenerateDataKeyAsync(new() { KeyId = key }, token).ConfigureAwait(false)).CiphertextBlob;",
        "return (await kms.GenerateDataKeyWithoutPlaintextAsync(new() { KeyId = key }, token).ConfigureAwait(false)).CiphertextBlob;")]
    [InlineData(
        "GenerateDataKeyRequest q = new() { KeyId = key }; q.NumberOfBytes = 32; GenerateDataKeyResponse r = await kms.GenerateDataKeyAsync(q); return r.CiphertextBlob;",
        "GenerateDataKeyWithoutPlaintextRequest q = new() { KeyId = key }; q.NumberOfBytes = 32; GenerateDataKeyWithoutPlaintextResponse r = await kms.GenerateDataKeyWithoutPlaintextAsync(q); return r.CiphertextBlob;")]
    [InlineData(
        "var q = new Amazon.KeyManagementService.Model.GenerateDataKeyRequest(); MemoryStream blob = (await kms.GenerateDataKeyAsync(q)).CiphertextBlob; return blob;",
        "var q = new Amazon.KeyManagementService.Model.GenerateDataKeyWithoutPlaintextRequest(); MemoryStream blob = (await kms.GenerateDataKeyWithoutPlaintextAsync(q)).CiphertextBlob; return blob;")]
    [InlineData(
        "var pair = await kms.GenerateDataKeyPairAsync(new GenerateDataKeyPairRequest { KeyId = key, KeyPairSpec = DataKeyPairSpec.RSA_2048 }); return pair.PublicKey;",
        "var pair = await kms.GenerateDataKeyPairWithoutPlaintextAsync(new GenerateDataKeyPairWithoutPlaintextRequest { KeyId = key, KeyPairSpec = DataKeyPairSpec.RSA_2048 }); return pair.PublicKey;")]
    public async Task KMSG1014_Fixes_call_request_and_response(string before, string after) =>
        await VerifyFix.Fixes<UnusedPlaintext, UnusedPlaintextFix>(InMethod(before), InMethod(after));

    [Fact]
    public async Task KMSG1014_FixesAll_calls() => await VerifyFix.FixesAll<UnusedPlaintext, UnusedPlaintextFix>(
        InMethod("""
            await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key });
            var second = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key });
            return second.CiphertextBlob;
            """),
        InMethod("""
            await kms.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key });
            var second = await kms.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key });
            return second.CiphertextBlob;
            """));

    [Theory]
    [InlineData("var r = await kms.GenerateDataKeyAsync(given); return r.CiphertextBlob;")]
    [InlineData("GenerateDataKeyResponse r; r = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest()); return r.CiphertextBlob;")]
    [InlineData("var q = new GenerateDataKeyRequest(); Console.WriteLine(q); var r = await kms.GenerateDataKeyAsync(q); return r.CiphertextBlob;")]
    [InlineData("var q = new GenerateDataKeyRequest(); await kms.GenerateDataKeyAsync(q); var r = await kms.GenerateDataKeyAsync(q); return r.CiphertextBlob;")]
    public async Task KMSG1014_DoesNotFix_what_is_written_elsewhere(string body) =>
        await VerifyFix.NotOffered<UnusedPlaintext, UnusedPlaintextFix>(InMethod(body));

    private static string InMethod(string body) => $$"""
        class Service
        {
            async Task<MemoryStream> Run(IAmazonKeyManagementService kms, string key, GenerateDataKeyRequest given, CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}
