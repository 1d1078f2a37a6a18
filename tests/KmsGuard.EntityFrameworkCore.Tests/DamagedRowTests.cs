using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>What a query returns from a damaged row, what decrypting it says, and what cannot be stored in the first place.</summary>
public sealed class DamagedRowTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Theory]
    [InlineData("RecordHeader = CAST(X'02' || substr(RecordHeader, 2) AS BLOB)", "version")]
    [InlineData("RecordHeader = substr(RecordHeader, 1, 60)", "header")]
    [InlineData("RecordHeader = X''", "record header is absent")]
    [InlineData("Ssn = substr(Ssn, 1, 27)", "customer.ssn has 27 bytes")]
    [InlineData("Ssn = X''", "customer.ssn is absent")]
    [InlineData("BirthDate = X''", "customer.birth is absent")]
    public async Task A_row_that_no_version_wrote_is_read_but_not_decrypted(string damage, string expected)
    {
        var stored = await ReadDamagedAsync(damage);
        var refused = await Assert.ThrowsAsync<CiphertextFormatException>(async () => await _database.Encryptor.DecryptAsync(stored, Token));
        Assert.Contains(expected, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_ciphertext_cut_to_the_size_of_an_empty_value_is_not_authentic()
    {
        var stored = await ReadDamagedAsync("Ssn = substr(Ssn, 1, 28)");
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await _database.Encryptor.DecryptAsync(stored, Token));
    }

    [Fact]
    public async Task A_NULL_put_into_a_nullable_column_reads_as_null()
    {
        // Not prevented (docs/threat-model.md) unless the field has AuthenticateNull.
        var stored = await ReadDamagedAsync("BirthDate = NULL");
        Assert.Null((await _database.Encryptor.DecryptAsync(stored, Token)).BirthDate);
    }

    [Theory]
    [InlineData("Ssn")]
    [InlineData("Alias")]
    [InlineData("RecordHeader")]
    public async Task A_NULL_cannot_be_put_into_a_required_column_and_is_not_read_from_a_table_that_allows_it(string column)
    {
        await _database.StoreAsync(Ada());
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => _database.Execute($"UPDATE Customers SET {column} = NULL"));

        _database.Execute("CREATE TABLE Loose AS SELECT * FROM Customers");
        _database.Execute($"UPDATE Loose SET {column} = NULL");
        await using var context = _database.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => context.Customers.FromSqlRaw("SELECT * FROM Loose").ToListAsync(Token));
    }

    [Theory]
    [InlineData("customer.ssn is absent")]
    [InlineData("record header is absent")]
    public async Task An_absent_wrapper_is_not_stored_nor_is_what_was_saved_with_it(string expected)
    {
        var broken = await _database.Encryptor.EncryptAsync(Ada(), Token);
        if (expected.Contains("header", StringComparison.Ordinal))
            broken.RecordHeader = default;
        else
            broken.Ssn = default;
        await using (var context = _database.Open())
        {
            context.AddRange(new Country { Name = "Iceland" }, broken, await _database.Encryptor.EncryptAsync(new Account { Id = 1, Iban = "1" }, Token));
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Token));
            Assert.Contains(expected, Assert.IsType<CiphertextFormatException>(refused.GetBaseException()).Message, StringComparison.Ordinal);
        }
        await using var after = _database.Open();
        Assert.Equal((0, 0, 0), (await after.Countries.CountAsync(Token), await after.Customers.CountAsync(Token), await after.Accounts.CountAsync(Token)));
    }

    public void Dispose() => _database.Dispose();

    private async Task<EncryptedCustomer> ReadDamagedAsync(string damage)
    {
        var id = await _database.StoreAsync(Ada());
        Assert.Equal(1, _database.Execute($"UPDATE Customers SET {damage}"));
        await using var context = _database.Open();
        return await context.Customers.SingleAsync(id);
    }
}
