namespace KmsGuard.Tests.Models;

public enum BloodGroup { Unknown, A, B, AB, Zero }

/// <summary>A value of every type that a field can have.</summary>
[EncryptedModel("patient", KeyName = "health")]
public class Patient
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }

    [RecordIdentity("id")] public required Guid Id { get; init; }

    [Encrypted("name")] public required string Name { get; set; }

    [Encrypted("notes")] public string? Notes { get; set; }

    [Encrypted("born")] public DateOnly? Born { get; set; }

    [Encrypted("seen")] public DateTimeOffset Seen { get; set; }

    [Encrypted("weight")] public decimal Weight { get; set; }

    [Encrypted("visits")] public int Visits { get; set; }

    [Encrypted("number")] public ulong Number { get; set; }

    [Encrypted("insurer")] public Guid? Insurer { get; set; }

    [Encrypted("smoker")] public bool? Smoker { get; set; }

    [Encrypted("blood")] public BloodGroup Blood { get; set; }

    [Encrypted("scan")] public byte[] Scan { get; set; } = [];

    [Encrypted("allergy", AuthenticateNull = true)] public string? Allergy { get; set; }

    public string? Ward { get; set; }
}
