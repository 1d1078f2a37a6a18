using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Two contexts that have read the same row, and write it one after the other.</summary>
public sealed class TwoWritersTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private readonly ShopContext _one;
    private readonly ShopContext _two;

    public TwoWritersTests() => (_one, _two) = (_database.Open(), _database.Open());

    [Fact]
    public async Task The_second_of_two_whole_updates_is_refused_and_the_row_stays_readable()
    {
        var (first, second) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.UpdateAsync(first, With(ssn: "first"), Token);
        await _database.Encryptor.UpdateAsync(second, With(ssn: "second"), Token);
        await _one.SaveChangesAsync(Token);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => _two.SaveChangesAsync(Token));
        Assert.Equal("first", (await _database.LoadAsync(Ada().Id)).Ssn);
    }

    [Fact]
    public async Task A_field_set_after_another_whole_update_is_refused_and_the_row_stays_readable()
    {
        var (first, second) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.UpdateAsync(first, With(ssn: "whole"), Token);
        await _database.Encryptor.SetFieldAsync(second, EncryptedCustomer.Fields.Ssn, "field", Token);
        await _one.SaveChangesAsync(Token);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => _two.SaveChangesAsync(Token));
        Assert.Equal("whole", (await _database.LoadAsync(Ada().Id)).Ssn);
    }

    [Fact]
    public async Task A_whole_update_after_another_field_was_set_replaces_every_field()
    {
        var (first, second) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.SetFieldAsync(first, EncryptedCustomer.Fields.Ssn, "field", Token);
        await _database.Encryptor.UpdateAsync(second, With(ssn: "whole"), Token);
        await _one.SaveChangesAsync(Token);
        await _two.SaveChangesAsync(Token);
        Assert.Equivalent(With(ssn: "whole"), await _database.LoadAsync(Ada().Id), strict: true);
    }

    /// <summary>EF Core would leave a null that stays null out of the update, and the first writer's ciphertext beside the second one's header.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_whole_update_replaces_a_field_that_was_null_when_it_was_read(bool detectsItself, bool detects)
    {
        var customer = Ada();
        customer.BirthDate = null;
        var (first, second) = await ReadTwiceAsync(customer);
        await _database.Encryptor.SetFieldAsync(first, EncryptedCustomer.Fields.BirthDate, new DateOnly(1815, 12, 10), Token);
        await _database.Encryptor.UpdateAsync(second, customer, Token);
        await _one.SaveChangesAsync(Token);
        _two.ChangeTracker.AutoDetectChangesEnabled = detectsItself;
        if (!detectsItself && detects)
            _two.ChangeTracker.DetectChanges();
        await _two.SaveChangesAsync(Token);
        Assert.Null((await _database.LoadAsync(customer.Id)).BirthDate);
        Assert.Equal(detectsItself, _two.ChangeTracker.AutoDetectChangesEnabled);
    }

    [Fact]
    public async Task A_whole_update_replaces_a_null_when_saved_synchronously_too()
    {
        var customer = Ada();
        customer.BirthDate = null;
        var (first, second) = await ReadTwiceAsync(customer);
        await _database.Encryptor.SetFieldAsync(first, EncryptedCustomer.Fields.BirthDate, new DateOnly(1815, 12, 10), Token);
        await _database.Encryptor.UpdateAsync(second, customer, Token);
        Save(_one);
        Save(_two);
        Assert.Null((await _database.LoadAsync(customer.Id)).BirthDate);

        static void Save(ShopContext context) => context.SaveChanges();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_insists_after_a_refusal_saves_a_record_that_is_all_its_own(bool whole)
    {
        var customer = Ada();
        customer.BirthDate = null;
        var (first, second) = await ReadTwiceAsync(customer);
        await _database.Encryptor.UpdateAsync(first, With(ssn: "first"), Token);
        await _one.SaveChangesAsync(Token);
        customer.Ssn = "second";
        await (whole
            ? _database.Encryptor.UpdateAsync(second, customer, Token)
            : _database.Encryptor.SetFieldAsync(second, EncryptedCustomer.Fields.Ssn, "second", Token));
        var refused = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => _two.SaveChangesAsync(Token));
        var entry = Assert.Single(refused.Entries);
        entry.OriginalValues.SetValues((await entry.GetDatabaseValuesAsync(Token))!);
        await _two.SaveChangesAsync(Token);
        Assert.Equivalent(customer, await _database.LoadAsync(customer.Id), strict: true);
    }

    /// <summary>A context that never saw the stored header cannot ask for it.</summary>
    [Fact]
    public async Task A_record_encrypted_anew_while_no_context_tracked_it_is_refused()
    {
        var (stored, _) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.UpdateAsync(stored, With(ssn: "new"), Token);
        await using var later = _database.Open();
        later.Update(stored);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => later.SaveChangesAsync(Token));
        Assert.Equivalent(Ada(), await _database.LoadAsync(Ada().Id), strict: true);
    }

    [Fact]
    public async Task A_field_set_while_no_context_tracked_its_record_is_stored()
    {
        var (stored, _) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.Ssn, "new", Token);
        await using var later = _database.Open();
        later.Update(stored);
        await later.SaveChangesAsync(Token);
        Assert.Equivalent(With(ssn: "new"), await _database.LoadAsync(Ada().Id), strict: true);
    }

    [Fact]
    public async Task Different_fields_set_by_two_are_both_kept()
    {
        var (first, second) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.SetFieldAsync(first, EncryptedCustomer.Fields.Ssn, "first", Token);
        await _database.Encryptor.SetFieldAsync(second, EncryptedCustomer.Fields.Alias, "second", Token);
        await _one.SaveChangesAsync(Token);
        await _two.SaveChangesAsync(Token);
        var loaded = await _database.LoadAsync(Ada().Id);
        Assert.Equal(("first", "second"), (loaded.Ssn, loaded.Alias));
    }

    [Fact]
    public async Task A_row_that_was_encrypted_anew_is_not_deleted_by_who_read_the_old_one()
    {
        var (first, second) = await ReadTwiceAsync(Ada());
        await _database.Encryptor.UpdateAsync(first, With(ssn: "new"), Token);
        _two.Remove(second);
        await _one.SaveChangesAsync(Token);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => _two.SaveChangesAsync(Token));
    }

    /// <summary>The loss that the token prevents: if this test fails, the others prove nothing.</summary>
    [Fact]
    public async Task Without_the_token_the_row_becomes_unreadable()
    {
        await _database.StoreAsync(Ada());
        await using var one = _database.Open(Plain, useKmsGuard: false);
        await using var two = _database.Open(Plain, useKmsGuard: false);
        var first = await one.Set<EncryptedCustomer>().SingleAsync(Ada().Id);
        var second = await two.Set<EncryptedCustomer>().SingleAsync(Ada().Id);
        await _database.Encryptor.UpdateAsync(first, With(ssn: "whole"), Token);
        await _database.Encryptor.SetFieldAsync(second, EncryptedCustomer.Fields.Ssn, "field", Token);
        await one.SaveChangesAsync(Token);
        await two.SaveChangesAsync(Token);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => _database.LoadAsync(Ada().Id));
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _database.Dispose();
    }

    private static void Plain(ModelBuilder model) => model.Entity<EncryptedCustomer>(customer =>
    {
        customer.ToTable("Customers");
        customer.Property(c => c.Ssn).HasConversion<FieldCiphertextConverter<EncryptedCustomer.SsnCiphertext>>();
        customer.Property(c => c.BirthDate).HasConversion<FieldCiphertextConverter<EncryptedCustomer.BirthDateCiphertext>>();
        customer.Property(c => c.Photo).HasConversion<FieldCiphertextConverter<EncryptedCustomer.PhotoCiphertext>>();
        customer.Property(c => c.Alias).HasConversion<FieldCiphertextConverter<EncryptedCustomer.AliasCiphertext>>();
        customer.Property(c => c.RecordHeader).HasConversion<RecordHeaderConverter>();
    });

    private static Customer With(string ssn)
    {
        var customer = Ada();
        customer.Ssn = ssn;
        return customer;
    }

    private async Task<(EncryptedCustomer First, EncryptedCustomer Second)> ReadTwiceAsync(Customer customer)
    {
        var id = await _database.StoreAsync(customer);
        return (await _one.Customers.SingleAsync(id), await _two.Customers.SingleAsync(id));
    }
}
