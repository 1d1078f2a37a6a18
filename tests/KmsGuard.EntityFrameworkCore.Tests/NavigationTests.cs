using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Models that refer to one another become entities that refer to one another, with no configuration.</summary>
public sealed class NavigationTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task A_graph_is_stored_and_read_back()
    {
        static void Configure(ModelBuilder model) => model.Entity<EncryptedBasket>();
        var basket = new Basket { Id = Guid.NewGuid(), Owner = "Ada", Lines = [BasketLine.Of("tea"), BasketLine.Of("milk")] };
        foreach (var line in basket.Lines)
            line.Basket = basket;
        await using (var context = _database.Open(Configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.Add(await _database.Encryptor.EncryptAsync(basket, Token));
            await context.SaveChangesAsync(Token);
        }

        await using var after = _database.Open(Configure);
        var stored = await after.Set<EncryptedBasket>().Include(found => found.Lines).SingleAsync(Token);
        Assert.All(stored.Lines, line => Assert.Equal(basket.Id, line.BasketId));
        var back = await _database.Encryptor.DecryptAsync(stored, EncryptedBasket.Expect(basket.Id), Token);
        Assert.Equal(["milk", "tea"], back.Lines.Select(line => line.Article).Order());
        Assert.All(back.Lines, line => Assert.Same(back, line.Basket));

        // A row that is read without the others decrypts without them.
        after.ChangeTracker.Clear();
        Assert.Empty((await _database.Encryptor.DecryptAsync(await after.Set<EncryptedBasket>().SingleAsync(Token), Token)).Lines);
    }

    public void Dispose() => _database.Dispose();
}
