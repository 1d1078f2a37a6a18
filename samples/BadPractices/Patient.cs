using KmsGuard;
using Microsoft.Extensions.Compliance.Classification;

namespace BadPractices;

/// <summary>What is known of a patient's health.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HealthDataAttribute() : DataClassificationAttribute(new DataClassification("Clinic", "Health"));

/// <summary>How a patient can be reached.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContactDataAttribute() : DataClassificationAttribute(new DataClassification("Clinic", "Contact"));

/// <summary>A patient.</summary>
[EncryptedModel("patient")]
public sealed class Patient     // expect KMSG5009 KMSG5058
{
    [EncryptionContext("clinic")] public required string Clinic { get; set; }     // expect KMSG5006
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("allergies"), HealthData] public string? Allergies { get; set; }
    [Encrypted("smoker"), HealthData, BlindIndex(Bits = 1)] public bool IsSmoker { get; set; }     // expect KMSG5010
    [Encrypted("phone"), ContactData] public string? Phone { get; set; }
    [ContactData] public string? Address { get; set; }     // expect KMSG5005
    public string? PassportNumber { get; set; }     // expect KMSG5055
}

/// <summary>A patient sent to another doctor.</summary>
[EncryptedModel("referral")]
public sealed class Referral
{
    [EncryptionContext("referral")] public required Guid Id { get; init; }     // expect KMSG5007
    [RecordIdentity("number")] public required int Number { get; init; }
    [Encrypted("to")] public required string To { get; set; }
}
