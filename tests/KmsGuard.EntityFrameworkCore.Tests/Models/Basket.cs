namespace KmsGuard.EntityFrameworkCore.Tests.Models;

/// <summary>A basket and its lines refer to one another, as entities do.</summary>
[EncryptedModel("basket", KeyName = "pii")]
public class Basket
{
    [RecordIdentity("id")] public required Guid Id { get; init; }
    [Encrypted("owner")] public required string Owner { get; set; }
    public List<BasketLine> Lines { get; set; } = [];
}

/// <summary>A line of a basket.</summary>
[EncryptedModel("basket-line", KeyName = "pii")]
public class BasketLine
{
    [RecordIdentity("id")] public required Guid Id { get; init; }
    public Guid BasketId { get; set; }
    public Basket? Basket { get; set; }
    [Encrypted("article")] public string? Article { get; private set; }

    public static BasketLine Of(string article) => new() { Id = Guid.NewGuid(), Article = article };
}
