using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Unknown.Library;

public class Service
{
    private readonly IAmazonKeyManagementService kms;

    public async Task<byte[]> Labelled(string key, MissingType type)
    {
        var request = new DecryptRequest
        {
            KeyId = key,
            CiphertextBlob = type.Blob,
        };
        type.Log();
        type.Log();
        type.Log();
        var response = await kms.DecryptAsync(request);
        return response.Plaintext.ToArray();
    }

    public Task Wrong(string key) => kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, NumberOfBytes = 32 });

    public async Task Right(string key, Dictionary<string, string> context)
    {
        await kms.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, EncryptionContext = context });
    }

    public Task Unlabelled() => kms.DecryptAsync(new DecryptRequest { EncryptionContext = new() { ["purpose"] = "test" } });
}
