using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Seals the letters that doctors write to one another.</summary>
public sealed class LetterVault(IAmazonKeyManagementService kms)
{
    private const string KeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";     // expect KMSG2001

    public async Task<byte[]> SealAsync(string letter)
    {
        using var plaintext = new MemoryStream(Encoding.UTF8.GetBytes(letter));
        var response = await kms.EncryptAsync(new EncryptRequest     // expect KMSG1001
        {
            KeyId = KeyArn,
            Plaintext = plaintext,     // expect KMSG1007
        });
        return response.CiphertextBlob.ToArray();
    }

    public async Task<string> OpenAsync(byte[] letter)
    {
        var response = await kms.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(letter) });     // expect KMSG1001, KMSG1008
        return Encoding.UTF8.GetString(response.Plaintext.ToArray());
    }
}
