using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class EnvelopeEncryptionFixTests
{
    private const string Source = """
        public class OrderVault
        {
            private readonly IAmazonKeyManagementService _kms;

            public OrderVault(IAmazonKeyManagementService kms) => _kms = kms;

            public async Task<byte[]> Write(string order)
            {
                var response = await _kms.EncryptAsync(new EncryptRequest { KeyId = "key", Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(order)) });
                return response.CiphertextBlob.ToArray();
            }

            public async Task<string> Read(byte[] stored)
            {
                var response = await _kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(stored) }).ConfigureAwait(false);
                return Encoding.UTF8.GetString(response.Plaintext.ToArray());
            }
        }
        """;

    [Fact]
    public async Task Show()
    {
        File.WriteAllText("/tmp/fixed.cs", await VerifyFix.Fixed<DirectEncryption, EnvelopeEncryptionFix>(Source, Aws.V4));
    }
}
