using System.Security.Cryptography;
using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Encrypts what doctors dictate, before it leaves the practice.</summary>
public sealed class DictationVault(IAmazonKeyManagementService kms, string keyId)
{
    public async Task<byte[]> SealAsync(byte[] recording, string doctor)
    {
        var response = await kms.GenerateDataKeyAsync(NewKey(doctor));
        var dataKey = response.Plaintext.ToArray();     // expect KMSG1010
        var nonce = new byte[12];
        var tag = new byte[16];
        var ciphertext = new byte[recording.Length];
        using var aes = new AesGcm(dataKey, tag.Length);
        aes.Encrypt(nonce, recording, ciphertext, tag);     // expect KMSG1013
        return [.. response.CiphertextBlob.ToArray(), .. tag, .. ciphertext];
    }

    public async Task<byte[]> SealForOldPlayersAsync(byte[] recording, string doctor)
    {
        var response = await kms.GenerateDataKeyAsync(NewKey(doctor));
        using var aes = Aes.Create();
        aes.Key = response.Plaintext.ToArray();     // expect KMSG1010
        using var encryptor = aes.CreateEncryptor();     // expect KMSG1012
        return [.. response.CiphertextBlob.ToArray(), .. aes.IV, .. encryptor.TransformFinalBlock(recording, 0, recording.Length)];
    }

    public async Task ShowAsync(MemoryStream note, string doctor)
    {
        var response = await kms.DecryptAsync(new DecryptRequest { KeyId = keyId, CiphertextBlob = note, EncryptionContext = new() { ["doctor"] = doctor } });
        var text = Encoding.UTF8.GetString(response.Plaintext.ToArray());
        Console.WriteLine($"{doctor}: {text}");     // expect KMSG1011
    }

    public async Task<byte[]> KeyForRecorderAsync(string doctor)
    {
        var response = await kms.GenerateDataKeyAsync(NewKey(doctor));
        return response.Plaintext.ToArray();     // expect KMSG1060
    }

    public async Task<byte[]> KeyForArchiveAsync(string doctor)
    {
        var response = await kms.GenerateDataKeyAsync(NewKey(doctor));     // expect KMSG1014
        return response.CiphertextBlob.ToArray();
    }

    private GenerateDataKeyRequest NewKey(string doctor) =>
        new() { KeyId = keyId, KeySpec = DataKeySpec.AES_256, EncryptionContext = new() { ["doctor"] = doctor } };
}
