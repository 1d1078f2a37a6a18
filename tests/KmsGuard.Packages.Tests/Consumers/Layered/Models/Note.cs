using KmsGuard;

namespace Layered.Models;

[EncryptedModel("note")]
public sealed class Note
{
    [EncryptionContext("tenant")] public required string TenantId { get; init; }
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
    [Encrypted("stars")] public int? Stars { get; set; }
}
