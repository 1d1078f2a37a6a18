using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class UnusedPlaintextTests
{
    [Theory]
    [InlineData("var response = await kms.{|KMSG1014:GenerateDataKeyAsync|}(new GenerateDataKeyRequest { KeyId = key }); return response.CiphertextBlob.ToArray();")]
    [InlineData("return (await kms.{|KMSG1014:GenerateDataKeyAsync|}(new GenerateDataKeyRequest { KeyId = key }).ConfigureAwait(false)).CiphertextBlob.ToArray();")]
    [InlineData("var response = kms.{|KMSG1014:GenerateDataKey|}(given); Console.WriteLine(response.KeyId); return response.CiphertextBlob.ToArray();")]
    [InlineData("var response = kms.{|KMSG1014:GenerateDataKeyAsync|}(given).GetAwaiter().GetResult(); if (response == null || response.CiphertextBlob is null) return null; return null;")]
    [InlineData("return kms.{|KMSG1014:GenerateDataKeyAsync|}(given).Result.CiphertextBlob.ToArray();")]
    [InlineData("GenerateDataKeyResponse response; response = await kms.{|KMSG1014:GenerateDataKeyAsync|}(given); return response.CiphertextBlob.ToArray();")]
    [InlineData("await kms.{|KMSG1014:GenerateDataKeyAsync|}(given); return null;")]
    [InlineData("_ = await kms.{|KMSG1014:GenerateDataKeyAsync|}(given); return null;")]
    [InlineData("var pair = await kms.{|KMSG1014:GenerateDataKeyPairAsync|}(new GenerateDataKeyPairRequest { KeyId = key }); return pair.PublicKey.ToArray().Concat(pair.PrivateKeyCiphertextBlob.ToArray()).ToArray();")]
    public async Task KMSG1014_Triggers_when_nothing_uses_the_plaintext(string body) => await Verify.Triggers<UnusedPlaintext>(InService(body));

    [Theory]
    [InlineData("var response = await kms.GenerateDataKeyAsync(given); return response.Plaintext.ToArray();")]
    [InlineData("var response = await kms.GenerateDataKeyAsync(given); Use(response); return response.CiphertextBlob.ToArray();")]
    [InlineData("var response = await kms.GenerateDataKeyAsync(given); field = response; return null;")]
    [InlineData("var response = await kms.GenerateDataKeyAsync(given); Func<byte[]> later = () => response.Plaintext.ToArray(); return later();")]
    [InlineData("Use(await kms.GenerateDataKeyAsync(given)); return null;")]
    [InlineData("var task = kms.GenerateDataKeyAsync(given); return (await task).Plaintext.ToArray();")]
    [InlineData("var response = await Retry(() => kms.GenerateDataKeyAsync(given)); return response.Plaintext.ToArray();")]
    [InlineData("var response = await kms.GenerateDataKeyAsync(given); if (response is { Plaintext: var plain }) return plain.ToArray(); return null;")]
    [InlineData("var response = await kms.GenerateDataKeyWithoutPlaintextAsync(null); return response.CiphertextBlob.ToArray();")]
    [InlineData("var pair = await kms.GenerateDataKeyPairAsync(null); return pair.PrivateKeyPlaintext.ToArray();")]
    public async Task KMSG1014_DoesNotTrigger_when_something_may_use_it(string body) => await Verify.Silent<UnusedPlaintext>(InService(body));

    [Fact]
    public async Task KMSG1014_DoesNotTrigger_when_an_enclave_gets_it() => await Verify.OnlyWith<UnusedPlaintext>(Aws.V4, InService(
        "var response = await kms.GenerateDataKeyAsync(given); return response.CiphertextForRecipient.ToArray();"));

    [Fact]
    public async Task KMSG1014_DoesNotTrigger_in_a_mocks_expression() => await Verify.Silent<UnusedPlaintext>("""
        class Mock<T> { public void Verify(System.Linq.Expressions.Expression<Action<T>> call) { } }
        class Fixture
        {
            void Run(Mock<IAmazonKeyManagementService> mock) => mock.Verify(kms => kms.GenerateDataKeyAsync(new GenerateDataKeyRequest(), default));
        }
        """);

    private static string InService(string body) => $$"""
        class Service
        {
            GenerateDataKeyResponse field;

            async Task<byte[]> Run(IAmazonKeyManagementService kms, string key, GenerateDataKeyRequest given)
            {
                await Task.Yield();
                {{body}}
            }

            static void Use(GenerateDataKeyResponse response) { }
            static Task<T> Retry<T>(Func<Task<T>> action) => action();
        }
        """;
}
