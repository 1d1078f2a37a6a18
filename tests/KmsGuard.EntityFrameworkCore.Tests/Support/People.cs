using KmsGuard.EntityFrameworkCore.Tests.Models;

namespace KmsGuard.EntityFrameworkCore.Tests.Support;

internal static class People
{
    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static Customer Ada(string tenant = "t1") => new()
    {
        TenantId = tenant,
        Id = Guid.Parse("0b1e6c2a-1f5d-4a53-9e0c-5d1a3c7f0a01"),
        Ssn = "078-05-1120",
        BirthDate = new DateOnly(1815, 12, 10),
        Photo = [1, 2, 3],
        Alias = "Enchantress of Numbers",
        City = "London",
    };

    /// <summary>Stores a customer and returns its id.</summary>
    internal static async Task<Guid> StoreAsync(this TestDatabase database, Customer customer)
    {
        await using var context = database.Open();
        context.Add(await database.Encryptor.EncryptAsync(customer, Token));
        await context.SaveChangesAsync(Token);
        return customer.Id;
    }

    /// <summary>What a fresh context reads.</summary>
    internal static async Task<Customer> LoadAsync(this TestDatabase database, Guid id)
    {
        await using var context = database.Open();
        return await database.Encryptor.DecryptAsync(await context.Customers.SingleAsync(id), Token);
    }

    internal static async Task<EncryptedCustomer> SingleAsync(this Microsoft.EntityFrameworkCore.DbSet<EncryptedCustomer> customers, Guid id) =>
        await customers.FindAsync([id], Token) ?? throw new InvalidOperationException("No such customer.");

    internal static async Task<List<T>> ReadAllAsync<T>(this IAsyncEnumerable<T> sequence)
    {
        List<T> all = [];
        await foreach (var item in sequence)
            all.Add(item);
        return all;
    }
}
