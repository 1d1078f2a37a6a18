using KmsGuard;

namespace BadPractices;

/// <summary>A visit, with what the doctor noted.</summary>
[EncryptedModel("visit", KeyName = "alias/clinic-visits")]     // expect KMSG5012
public sealed class Visit     // expect KMSG5003
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    public required Guid Id { get; init; }
    [Encrypted("note")] public required string Note { get; set; }
}
