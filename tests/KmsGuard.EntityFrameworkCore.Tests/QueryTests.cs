using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

public sealed class QueryTests : IAsyncLifetime
{
    private static readonly Func<ShopContext, Guid, Task<EncryptedCustomer>> Compiled =
        EF.CompileAsyncQuery((ShopContext context, Guid id) => context.Customers.Single(customer => customer.Id == id));

    private readonly TestDatabase _database = new();
    private ShopContext _context = null!;

    public async ValueTask InitializeAsync()
    {
        await _database.StoreAsync(Ada());
        _context = _database.Open();
    }

    [Fact]
    public async Task A_compiled_query() =>
        Assert.Equal(Ada().Ssn, (await _database.Encryptor.DecryptAsync(await Compiled(_context, Ada().Id), Token)).Ssn);

    [Fact]
    public async Task A_projection_reads_just_what_one_field_takes()
    {
        var row = await _context.Customers.Select(customer => new { customer.TenantId, customer.Id, customer.Ssn, customer.RecordHeader, customer.BirthDate }).SingleAsync(Token);
        Assert.Equal(Ada().Ssn, await _database.Encryptor.DecryptFieldAsync(EncryptedCustomer.Envelope(row.TenantId, row.Id, row.RecordHeader), row.Ssn, Token));
        Assert.NotNull(row.BirthDate);
    }

    [Fact]
    public async Task A_query_in_SQL()
    {
        var tenant = "t1";
        var stored = await _context.Customers.FromSql($"SELECT * FROM Customers WHERE TenantId = {tenant}").SingleAsync(Token);
        Assert.Equal(Ada().Ssn, (await _database.Encryptor.DecryptAsync(stored, Token)).Ssn);
    }

    [Fact]
    public async Task A_query_in_SQL_for_a_type_that_is_no_entity()
    {
        var row = await _context.Database.SqlQuery<Row>($"SELECT Id, Ssn, BirthDate FROM Customers").SingleAsync(Token);
        Assert.Equal((await _context.Customers.SingleAsync(Token)).Ssn, row.Ssn);
        Assert.NotNull(row.BirthDate);
    }

    [Fact]
    public async Task Clear_columns_are_updated_in_place()
    {
        Assert.Equal(1, await _context.Customers.Where(customer => customer.TenantId == "t1").ExecuteUpdateAsync(set => set.SetProperty(customer => customer.City, "Ockham"), Token));
        Assert.Equal("Ockham", (await _database.LoadAsync(Ada().Id)).City);
    }

    [Fact]
    public async Task Ciphertext_is_compared_by_its_bytes_so_a_value_encrypted_again_is_not_found()
    {
        var stored = await _context.Customers.SingleAsync(Token);
        var same = EncryptedCustomer.SsnCiphertext.FromBytes(stored.Ssn.Bytes.ToArray());
        Assert.True(await _context.Customers.AnyAsync(customer => customer.Ssn == same, Token));
        Assert.True(await _context.Customers.AnyAsync(customer => customer.RecordHeader == stored.RecordHeader, Token));
        var again = (await _database.Encryptor.EncryptAsync(Ada(), Token)).Ssn;
        Assert.False(await _context.Customers.AnyAsync(customer => customer.Ssn == again, Token));
    }

    [Fact]
    public async Task A_missing_value_is_found_as_NULL()
    {
        Assert.Equal(0, await _context.Customers.CountAsync(customer => customer.BirthDate == null, Token));
        await _database.Encryptor.SetFieldAsync(await _context.Customers.SingleAsync(Token), EncryptedCustomer.Fields.BirthDate, null, Token);
        await _context.SaveChangesAsync(Token);
        Assert.Equal(1, await _context.Customers.CountAsync(customer => customer.BirthDate == null, Token));
    }

    public ValueTask DisposeAsync()
    {
        _context.Dispose();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Row
    {
        public Guid Id { get; set; }

        public EncryptedCustomer.SsnCiphertext Ssn { get; set; }

        public EncryptedCustomer.BirthDateCiphertext? BirthDate { get; set; }
    }
}
