namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>Fields that can be looked for: one of two versions of an index, one that can be null.</summary>
[EncryptedModel("member", KeyName = "pii")]
public class Member
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("email"), BlindIndex(Bits = 4, Normalize = IndexNormalization.Trim | IndexNormalization.LowerInvariant), BlindIndex(Version = 2, Bits = 20, Normalize = IndexNormalization.LowerInvariant)] public required string Email { get; set; }
    [Encrypted("phone"), BlindIndex(Bits = 16, Normalize = IndexNormalization.DigitsOnly)] public string? Phone { get; set; }
    public string? City { get; set; }
}
