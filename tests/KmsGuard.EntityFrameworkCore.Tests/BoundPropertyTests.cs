using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Identity and context are stored as they were when the record was encrypted.</summary>
public sealed class BoundPropertyTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task An_id_that_the_database_would_give_later_is_refused_before_anything_is_stored()
    {
        await Assert.ThrowsAsync<EncryptionContextException>(async () =>
        {
            await using var context = _database.Open();
            context.Add(await _database.Encryptor.EncryptAsync(new Account { Id = 0, Iban = "IS14 0159 2600 7654 5510 7303 39" }, Token));
            await context.SaveChangesAsync(Token);
        });
        await Assert.ThrowsAsync<EncryptionContextException>(() => _database.StoreAsync(new Customer { TenantId = "t1", Id = Guid.Empty, Ssn = "1" }));
        await using var after = _database.Open();
        Assert.Equal((0, 0), (await after.Accounts.CountAsync(Token), await after.Customers.CountAsync(Token)));
    }

    [Fact]
    public async Task Ids_given_before_encryption_are_stored_as_given()
    {
        await using (var context = _database.Open())
        {
            foreach (var id in new[] { 42, -7 })
                context.Add(await _database.Encryptor.EncryptAsync(new Account { Id = id, Iban = $"IBAN {id}" }, Token));
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open();
        foreach (var stored in await after.Accounts.ToListAsync(Token))
            Assert.Equal($"IBAN {stored.Id}", (await _database.Encryptor.DecryptAsync(stored, Token)).Iban);
        Assert.Equal(2, await after.Accounts.CountAsync(Token));
    }

    [Theory]
    [InlineData(typeof(EncryptedAccount), nameof(EncryptedAccount.Id))]
    [InlineData(typeof(EncryptedCustomer), nameof(EncryptedCustomer.Id))]
    [InlineData(typeof(EncryptedCustomer), nameof(EncryptedCustomer.TenantId))]
    [InlineData(typeof(EncryptedEverything), nameof(EncryptedEverything.Number))]
    [InlineData(typeof(EncryptedEverything), nameof(EncryptedEverything.Region))]
    public void Neither_EF_Core_nor_the_database_generates_them(Type type, string name)
    {
        using var context = _database.Open();
        Assert.Equal(ValueGenerated.Never, context.Model.FindEntityType(type)!.FindProperty(name)!.ValueGenerated);
    }

    /// <summary>EF Core writes the value of a property that the database generates only if it is not the default one, and an enum's default is a context like any other.</summary>
    [Fact]
    public void A_default_value_of_the_database_never_stands_for_one_that_is_bound()
    {
        using var context = _database.Open(model => model.Entity<EncryptedCustomer>().Property(customer => customer.TenantId).HasDefaultValue("t1"));
        Assert.Equal(ValueGenerated.Never, context.Model.FindEntityType(typeof(EncryptedCustomer))!.FindProperty(nameof(EncryptedCustomer.TenantId))!.ValueGenerated);
    }

    [Fact]
    public async Task A_context_that_was_changed_alone_is_not_stored()
    {
        var id = await _database.StoreAsync(Ada());
        await using var context = _database.Open();
        context.Entry(await context.Customers.SingleAsync(id)).Property(customer => customer.TenantId).CurrentValue = "t2";
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(Token));
        Assert.Contains(nameof(EncryptedCustomer.TenantId), refused.Message, StringComparison.Ordinal);
        Assert.Equal("t1", (await _database.LoadAsync(id)).TenantId);
    }

    /// <summary>EF Core makes one conditional UPDATE of it, which must carry the new context.</summary>
    [Fact]
    public async Task A_record_moves_to_another_tenant_when_it_is_removed_and_added_anew()
    {
        var id = await _database.StoreAsync(Ada("t1"));
        await using (var context = _database.Open())
        {
            context.Remove(await context.Customers.SingleAsync(id));
            context.Add(await _database.Encryptor.EncryptAsync(Ada("t2"), Token));
            await context.SaveChangesAsync(Token);
        }
        Assert.Equivalent(Ada("t2"), await _database.LoadAsync(id), strict: true);
    }

    [Fact]
    public async Task An_application_that_moves_records_itself_can_say_so()
    {
        var id = await _database.StoreAsync(Ada("t1"));
        await using (var context = _database.Open(model =>
        {
            model.Entity<EncryptedCustomer>().ToTable("Customers").Property(customer => customer.TenantId).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Save);
        }))
        {
            var stored = await context.Set<EncryptedCustomer>().SingleAsync(id);
            context.Entry(stored).CurrentValues.SetValues(await _database.Encryptor.EncryptAsync(Ada("t2"), Token));
            await context.SaveChangesAsync(Token);
        }
        Assert.Equivalent(Ada("t2"), await _database.LoadAsync(id), strict: true);
    }

    [Fact]
    public async Task An_identity_that_nothing_is_bound_to_may_be_given_by_the_database()
    {
        await using (var context = _database.Open())
        {
            foreach (var text in new[] { "first", "second" })
                context.Add(await _database.Encryptor.EncryptAsync(new Ticket { Text = text }, Token));
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open();
        var tickets = await _database.Encryptor.DecryptAllAsync(after.Tickets.OrderBy(ticket => ticket.Id).AsAsyncEnumerable(), Token).ReadAllAsync();
        Assert.Equal([(1, "first"), (2, "second")], tickets.Select(ticket => (ticket.Id, ticket.Text)));
    }

    [Fact]
    public void The_plain_model_may_still_be_mapped_with_a_generated_key()
    {
        using var context = _database.Open(model => model.Entity<Account>());
        Assert.Equal(ValueGenerated.OnAdd, context.Model.FindEntityType(typeof(Account))!.FindProperty(nameof(Account.Id))!.ValueGenerated);
    }

    public void Dispose() => _database.Dispose();
}
