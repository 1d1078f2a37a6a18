using KmsGuard;

namespace BadPractices;

/// <summary>Puts scanned pages into the archive.</summary>
public sealed class ScanArchive(RecordEncryptor encryptor)
{
    private const int PageSize = 64 * 1024;

    public async Task<EncryptedScan> SealPageAsync(Stream scan, string patient, CancellationToken cancellationToken)
    {
        var page = new byte[PageSize];
        await scan.ReadExactlyAsync(page, cancellationToken);
        return await encryptor.EncryptAsync(new Scan { Patient = patient, Id = Guid.NewGuid(), Page = page }, cancellationToken);
    }
}

[EncryptedModel("scan", KeyName = "scans")]
public sealed class Scan
{
    [EncryptionContext("patient")] public required string Patient { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("page")] public required byte[] Page { get; init; }
}
