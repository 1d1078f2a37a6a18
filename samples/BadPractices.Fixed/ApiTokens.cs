using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Seals the tokens with which laboratories send their results.</summary>
public sealed class ApiTokens(IAmazonKeyManagementService kms, KeyOptions keys)
{
    public Task<EncryptResponse> SealAsync(string token, string laboratory) =>
        kms.EncryptAsync(new EncryptRequest
        {
            KeyId = keys.TokenKeyArn,
            Plaintext = new MemoryStream(Encoding.UTF8.GetBytes(token)),
            EncryptionContext = new Dictionary<string, string> { ["laboratory"] = laboratory },
        });

    public Task<GenerateDataKeyResponse> NewDataKeyAsync(string laboratory) =>
        kms.GenerateDataKeyAsync(new GenerateDataKeyRequest
        {
            KeyId = keys.LaboratoryKeyArn,
            KeySpec = DataKeySpec.AES_256,
            EncryptionContext = new() { ["laboratory"] = laboratory },
        });
}
