using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Seals what laboratories send, and opens it again.</summary>
public sealed class LabResults(IAmazonKeyManagementService kms, string keyId)
{
    public static AmazonKeyManagementServiceClient NewClient() =>
        new(new AmazonKeyManagementServiceConfig { ServiceURL = "http://kms-proxy.clinic.example:8080" });     // expect KMSG1015

    public async Task<List<MemoryStream>> SealAsync(IEnumerable<LabResult> results)
    {
        var archive = new List<MemoryStream>();
        foreach (var result in results)
        {
            var response = await kms.EncryptAsync(new EncryptRequest     // expect KMSG1009
            {
                KeyId = keyId,
                Plaintext = new MemoryStream(result.Value),
                EncryptionContext = new()
                {
                    ["insurance"] = result.InsuranceNumber,     // expect KMSG1003
                    ["email"] = result.Laboratory,     // expect KMSG1053
                    ["at"] = DateTimeOffset.UtcNow.ToString("O"),     // expect KMSG1004
                },
            });
            archive.Add(response.CiphertextBlob);
        }
        return archive;
    }

    public Task<DecryptResponse> OpenAsync(MemoryStream sealedResult, LabResult result)
    {
        var context = new Dictionary<string, string> { ["result"] = result.Id.ToString() };
        return kms.DecryptAsync(new DecryptRequest { KeyId = keyId, CiphertextBlob = sealedResult, EncryptionContext = context });     // expect KMSG1005
    }
}
