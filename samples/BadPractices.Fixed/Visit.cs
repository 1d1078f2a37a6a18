using KmsGuard;

namespace BadPractices;

/// <summary>A visit, with what the doctor noted.</summary>
[EncryptedModel("visit", KeyName = "visits")]
public sealed class Visit
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("note")] public required string Note { get; set; }
}

/// <summary>What a laboratory found.</summary>
[EncryptedModel("finding", KeyName = "findings")]
public sealed class Finding
{
    [EncryptionContext("patient")] public required string Patient { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("values")] public required byte[] Values { get; init; }
    [Encrypted("comment")] public string? Comment { get; init; }
}
