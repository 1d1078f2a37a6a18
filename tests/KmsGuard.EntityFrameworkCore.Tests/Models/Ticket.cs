namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>An identity that the database gives after encryption: nothing is bound to it.</summary>
[EncryptedModel("ticket", Binding = RecordBinding.HeaderOnly)]
public class Ticket
{
    [RecordIdentity("id")] public int Id { get; init; }
    [Encrypted("text")] public required string Text { get; set; }
}
