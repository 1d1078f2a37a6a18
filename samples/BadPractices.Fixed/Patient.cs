using KmsGuard;
using Microsoft.Extensions.Compliance.Classification;

namespace BadPractices;

/// <summary>What is known of a patient's health.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HealthDataAttribute() : DataClassificationAttribute(new DataClassification("Clinic", "Health"));

/// <summary>How a patient can be reached.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContactDataAttribute() : DataClassificationAttribute(new DataClassification("Clinic", "Contact"));

/// <summary>What is known of a patient's health, under a key of its own.</summary>
[EncryptedModel("patient", KeyName = "health")]
public sealed class Patient
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("allergies"), HealthData] public string? Allergies { get; set; }
    [Encrypted("smoker"), HealthData] public bool IsSmoker { get; set; }
}

/// <summary>How a patient can be reached.</summary>
[EncryptedModel("contact", KeyName = "contact")]
public sealed class Contact
{
    [EncryptionContext("clinic")] public required string Clinic { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("phone"), ContactData] public string? Phone { get; set; }
    [Encrypted("address"), ContactData] public string? Address { get; set; }
    [Encrypted("passport")] public string? PassportNumber { get; set; }
}

/// <summary>A patient sent to another doctor.</summary>
[EncryptedModel("referral")]
public sealed class Referral
{
    [RecordIdentity("referral")] public required Guid Id { get; init; }
    [RecordIdentity("number")] public required int Number { get; init; }
    [Encrypted("to")] public required string To { get; set; }
}
