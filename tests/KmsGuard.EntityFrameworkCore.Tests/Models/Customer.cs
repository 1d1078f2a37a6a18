namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>An encryption context, an identity that the application gives, clear columns, and fields of the forms that matter to a column.</summary>
[EncryptedModel("customer", KeyName = "pii")]
public class Customer
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("ssn")] public required string Ssn { get; set; }
    [Encrypted("birth")] public DateOnly? BirthDate { get; set; }
    [Encrypted("photo")] public byte[]? Photo { get; set; }
    [Encrypted("alias", AuthenticateNull = true)] public string? Alias { get; set; }
    public string? City { get; set; }
}
