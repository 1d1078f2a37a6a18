using Amazon.KeyManagementService;
using KmsGuard;

namespace BadPractices;

/// <summary>Seals what laboratories send, and opens it again: under one data key for many results, by the model's own encryption.</summary>
public sealed class LabResults(RecordEncryptor encryptor)
{
    public static AmazonKeyManagementServiceClient NewClient() =>
        new(new AmazonKeyManagementServiceConfig { ServiceURL = "https://kms-proxy.clinic.example:8443" });

    public async Task<List<EncryptedLabResult>> SealAsync(IEnumerable<LabResult> results, CancellationToken cancellationToken)
    {
        var archive = new List<EncryptedLabResult>();
        foreach (var result in results)
            archive.Add(await encryptor.EncryptAsync(result, cancellationToken));
        return archive;
    }

    public async Task<LabResult> OpenAsync(EncryptedLabResult sealedResult, string laboratory, Guid id, CancellationToken cancellationToken) =>
        await encryptor.DecryptAsync(sealedResult, EncryptedLabResult.Expect(id, laboratory), cancellationToken);
}
