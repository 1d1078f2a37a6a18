using KmsGuard;

namespace BadPractices;

/// <summary>A value that a laboratory measured.</summary>
[EncryptedModel("lab-result", KeyName = "results")]
public sealed class LabResult
{
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("insurance")] public required string InsuranceNumber { get; init; }
    [EncryptionContext("laboratory")] public required string Laboratory { get; init; }
    [Encrypted("value")] public required byte[] Value { get; init; }
}
