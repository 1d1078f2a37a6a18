using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Encrypts what doctors dictate, before it leaves the practice.</summary>
public sealed class DictationVault(IAmazonKeyManagementService kms, string keyId)
{
    public async Task<byte[]> SealAsync(byte[] recording, string doctor)
    {
        var response = await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest
        {
            KeyId = keyId,
            KeySpec = DataKeySpec.AES_256,
            EncryptionContext = new() { ["doctor"] = doctor },
        });
        var dataKey = response.Plaintext.ToArray();
        try
        {
            var nonce = RandomNumberGenerator.GetBytes(12);
            var tag = new byte[16];
            var ciphertext = new byte[recording.Length];
            using var aes = new AesGcm(dataKey, tag.Length);
            aes.Encrypt(nonce, recording, ciphertext, tag);
            return [.. response.CiphertextBlob.ToArray(), .. nonce, .. tag, .. ciphertext];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    public async Task<string> ReadAsync(MemoryStream note, string doctor)
    {
        var response = await kms.DecryptAsync(new DecryptRequest { KeyId = keyId, CiphertextBlob = note, EncryptionContext = new() { ["doctor"] = doctor } });
        using var reader = new StreamReader(response.Plaintext);
        return await reader.ReadToEndAsync();
    }

    public async Task<byte[]> KeyForArchiveAsync(string doctor)
    {
        var response = await kms.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest
        {
            KeyId = keyId,
            KeySpec = DataKeySpec.AES_256,
            EncryptionContext = new() { ["doctor"] = doctor },
        });
        return response.CiphertextBlob.ToArray();
    }
}
