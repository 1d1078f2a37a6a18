using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Seals the tokens with which laboratories send their results.</summary>
public sealed class ApiTokens(IAmazonKeyManagementService kms)
{
    public Task<EncryptResponse> SealAsync(string token) =>
        kms.EncryptAsync(new EncryptRequest
        {
            KeyId = "alias/clinic-tokens",     // expect KMSG2003
            Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(token)),
            EncryptionContext = new Dictionary<string, string>(),     // expect KMSG1002
        });

    public Task<GenerateDataKeyResponse> NewDataKeyAsync(string laboratory) =>
        kms.GenerateDataKeyAsync(new GenerateDataKeyRequest
        {
            KeyId = "9f1c2d3e-4b5a-4c6d-8e7f-0a1b2c3d4e5f",     // expect KMSG2002
            KeySpec = DataKeySpec.AES_256,
            EncryptionContext = new() { ["laboratory"] = laboratory },
        });
}
