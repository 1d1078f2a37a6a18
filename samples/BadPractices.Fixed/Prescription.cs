using KmsGuard;

namespace BadPractices;

/// <summary>What was prescribed. Values are stored under the new name from now on, and read under both.</summary>
[EncryptedModel("prescription", KeyName = "prescriptions")]
public sealed class Prescription
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("medication"), FormerName("drug")] public required string Medication { get; init; }
}
