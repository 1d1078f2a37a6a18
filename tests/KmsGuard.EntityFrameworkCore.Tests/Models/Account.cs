namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>An integer identity that is the key: what EF Core would have the database generate.</summary>
[EncryptedModel("account")]
public class Account
{
    [RecordIdentity("number")] public required int Id { get; init; }
    [Encrypted("iban")] public required string Iban { get; set; }
}
