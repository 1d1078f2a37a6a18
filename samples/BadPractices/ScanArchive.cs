using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace BadPractices;

/// <summary>Puts scanned pages into the archive.</summary>
public sealed class ScanArchive(IAmazonKeyManagementService kms)
{
    private const int PageSize = 64 * 1024;

    public async Task<MemoryStream> SealPageAsync(Stream scan, string patient, CancellationToken cancellationToken)
    {
        var page = new byte[PageSize];
        await scan.ReadExactlyAsync(page, cancellationToken);
        var request = new EncryptRequest
        {
            KeyId = "alias/aws/s3",     // expect KMSG2004
            Plaintext = new MemoryStream(page),     // expect KMSG1006
            EncryptionContext = new() { ["patient"] = patient },
        };
        var response = await kms.EncryptAsync(request, cancellationToken);
        return response.CiphertextBlob;
    }
}
