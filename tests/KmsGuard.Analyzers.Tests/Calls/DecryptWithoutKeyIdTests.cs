using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Calls;

public sealed class DecryptWithoutKeyIdTests
{
    [Theory]
    [InlineData("await kms.{|KMSG1008:DecryptAsync|}(new DecryptRequest { CiphertextBlob = data, EncryptionContext = context });")]
    [InlineData("await kms.{|KMSG1008:DecryptAsync|}(new() { CiphertextBlob = data, KeyId = null });")]
    [InlineData("var request = new DecryptRequest(); request.CiphertextBlob = data; await kms.{|KMSG1008:DecryptAsync|}(request);")]
    [InlineData("var response = kms.{|KMSG1008:DecryptAsync|}(new DecryptRequest { EncryptionAlgorithm = EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT }).Result;")]
    [InlineData("var response = kms.{|KMSG1008:Decrypt|}(new DecryptRequest { CiphertextBlob = data });")]
    public async Task KMSG1008_Triggers_on_a_decryption_under_any_key(string body) =>
        await Verify.Triggers<DecryptWithoutKeyId>(InMethod(body));

    [Theory]
    [InlineData("await kms.DecryptAsync(new DecryptRequest { KeyId = key, CiphertextBlob = data });")]
    [InlineData("var request = new DecryptRequest(); request.KeyId = key; await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest(); if (key != null) request.KeyId = key; await kms.DecryptAsync(request);")]
    [InlineData("var request = new DecryptRequest(); request.KeyId ??= key; await kms.DecryptAsync(request);")]
    [InlineData("await kms.DecryptAsync(given);")]
    [InlineData("await kms.DecryptAsync(new DecryptRequest { EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 });")]
    [InlineData("await kms.EncryptAsync(new EncryptRequest());")]
    [InlineData("await kms.ReEncryptAsync(new ReEncryptRequest { DestinationKeyId = key });")]
    public async Task KMSG1008_DoesNotTrigger_when_the_key_is_named_or_not_known(string body) =>
        await Verify.Silent<DecryptWithoutKeyId>(InMethod(body));

    [Fact]
    public async Task KMSG1008_DoesNotTrigger_through_an_interface_that_takes_no_key() =>
        await Verify.OnlyWith<DecryptWithoutKeyId>(Aws.V3, """
            class Service
            {
                byte[] Run(Amazon.Runtime.SharedInterfaces.ICoreAmazonKMS kms, byte[] data) => kms.Decrypt(data, null);
            }
            """);

    [Fact]
    public async Task KMSG1008_DoesNotTrigger_when_the_SDK_has_no_KeyId_yet()
    {
        var sdk = Verify.Compile("""
            namespace Amazon.KeyManagementService.Model { public class DecryptRequest { public MemoryStream CiphertextBlob { get; set; } } public class DecryptResponse { } }
            namespace Amazon.KeyManagementService { public interface IAmazonKeyManagementService { Model.DecryptResponse Decrypt(Model.DecryptRequest request); } }
            """, [], assembly: "AWSSDK").ToMetadataReference();

        await Verify.OnlyWith<DecryptWithoutKeyId>([sdk], "class Old { void Run(IAmazonKeyManagementService kms) => kms.Decrypt(new DecryptRequest()); }");
    }

    private static string InMethod(string body) => $$"""
        class Service
        {
            async Task Run(IAmazonKeyManagementService kms, string key, MemoryStream data, Dictionary<string, string> context, DecryptRequest given)
            {
                {{body}}
            }
        }
        """;
}
