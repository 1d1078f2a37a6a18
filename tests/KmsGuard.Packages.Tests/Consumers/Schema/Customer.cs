using KmsGuard;

namespace Shop;

[EncryptedModel("customer")]
public sealed class Customer
{
    [EncryptionContext("tenant")] public required string Tenant { get; init; }
    [RecordIdentity("id")] public required int Id { get; init; }
    [Encrypted("ssn")] public required string Ssn { get; set; }
}
