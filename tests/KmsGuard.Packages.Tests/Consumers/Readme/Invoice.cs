using KmsGuard;

namespace Shop;

[EncryptedModel("invoice")]
public sealed record Invoice
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required int Id { get; init; }
    [Encrypted("amount")] public required decimal Amount { get; init; }
    [Encrypted("note")] public string? Note { get; init; }
}
