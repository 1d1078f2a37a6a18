namespace KmsGuard.Aws.Tests;

[EncryptedModel("invoice", KeyName = "pii")]
public class Invoice
{
    [EncryptionContext("tenant")]
    public required string Tenant { get; init; }

    [RecordIdentity("number")]
    public required int Number { get; init; }

    [Encrypted("iban")]
    public required string Iban { get; set; }
}
