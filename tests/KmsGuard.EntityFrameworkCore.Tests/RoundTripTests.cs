using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

public sealed class RoundTripTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task What_is_stored_is_read_back()
    {
        var loaded = await _database.LoadAsync(await _database.StoreAsync(Ada()));
        Assert.Equivalent(Ada(), loaded, strict: true);
    }

    [Fact]
    public async Task Null_and_empty_stay_apart()
    {
        var customer = Ada();
        (customer.Ssn, customer.BirthDate, customer.Photo, customer.Alias, customer.City) = ("", null, [], null, null);
        var loaded = await _database.LoadAsync(await _database.StoreAsync(customer));
        Assert.Equivalent(customer, loaded, strict: true);
        Assert.NotNull(loaded.Photo);

        await using var context = _database.Open();
        var stored = await context.Customers.SingleAsync(customer.Id);
        Assert.Null(stored.BirthDate);
        Assert.Equal(28, stored.Ssn.Bytes.Length);
    }

    public static TheoryData<Everything> Everything =>
    [
        new Everything
        {
            Region = Region.Europe, Number = 1, Day = new DateOnly(2024, 2, 29), Text = "", Bytes = [], Token = Guid.Empty,
            Date = DateOnly.MinValue, Moment = DateTimeOffset.MinValue, SByteValue = sbyte.MinValue, Int16Value = short.MinValue, Int32Value = int.MinValue, Int64Value = long.MinValue, Amount = decimal.MinValue,
        },
        new Everything
        {
            Region = Region.Asia, Number = long.MaxValue, Day = new DateOnly(2024, 2, 29), Text = "Łódź 東京 🗝️", MaybeText = "", Bytes = [0, 255], MaybeBytes = [],
            Token = Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff"), MaybeToken = Guid.Empty, SByteValue = sbyte.MaxValue, ByteValue = byte.MaxValue, Int16Value = short.MaxValue, UInt16Value = ushort.MaxValue,
            Int32Value = int.MaxValue, MaybeInt32 = 0, UInt32Value = uint.MaxValue, Int64Value = long.MaxValue, UInt64Value = ulong.MaxValue, Amount = 1.2300m, MaybeAmount = 0.0m,
            Date = DateOnly.MaxValue, Moment = new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.FromHours(14)), MaybeMoment = DateTimeOffset.MinValue,
            Local = new DateTime(2024, 3, 31, 2, 30, 0, DateTimeKind.Local), MaybeTime = TimeOnly.MaxValue, Duration = TimeSpan.MinValue, Weight = double.Epsilon, MaybeSingle = float.NaN,
            Ticket = new TicketId(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), Tags = ["a", ""],
            Flag = true, MaybeFlag = false, Place = Region.Asia, MaybePlace = Region.Europe,
        },
    ];

    [Theory]
    [MemberData(nameof(Everything), DisableDiscoveryEnumeration = true)]
    public async Task Every_type_of_field_is_read_back(Everything model)
    {
        await using (var context = _database.Open())
        {
            context.Add(await _database.Encryptor.EncryptAsync(model, Token));
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open();
        Assert.Equivalent(model, await _database.Encryptor.DecryptAsync(await after.Everything.SingleAsync(Token), Token), strict: true);
    }

    [Fact]
    public async Task A_slice_of_a_larger_buffer_is_stored_without_its_surroundings()
    {
        var stored = await _database.Encryptor.EncryptAsync(Ada(), Token);
        byte[] buffer = [0xEE, .. stored.Ssn.Bytes.Span, 0xEE];
        stored.Ssn = EncryptedCustomer.SsnCiphertext.FromBytes(buffer.AsMemory(1, buffer.Length - 2));
        await using (var context = _database.Open())
        {
            context.Add(stored);
            await context.SaveChangesAsync(Token);
        }
        Assert.Equal(Ada().Ssn, (await _database.LoadAsync(stored.Id)).Ssn);
    }

    [Fact]
    public async Task Setting_a_field_updates_its_column_alone_if_the_header_is_the_one_read()
    {
        var id = await _database.StoreAsync(Ada());
        await using var context = _database.Open();
        var stored = await context.Customers.SingleAsync(id);
        await _database.Encryptor.SetFieldAsync(stored, EncryptedCustomer.Fields.Ssn, "219-09-9999", Token);
        context.ChangeTracker.DetectChanges();
        Assert.Equal([nameof(EncryptedCustomer.Ssn)], context.Entry(stored).Properties.Where(property => property.IsModified).Select(property => property.Metadata.Name));

        _database.Commands.Clear();
        await context.SaveChangesAsync(Token);
        var update = Assert.Single(_database.Commands);
        Assert.Contains("""SET "Ssn" = @""", update, StringComparison.Ordinal);
        Assert.Contains("""AND "RecordHeader" = @""", update, StringComparison.Ordinal);
        Assert.Equal("219-09-9999", (await _database.LoadAsync(id)).Ssn);
    }

    [Fact]
    public async Task Equal_bytes_are_no_change()
    {
        var id = await _database.StoreAsync(Ada());
        await using var context = _database.Open();
        var stored = await context.Customers.SingleAsync(id);
        stored.Ssn = EncryptedCustomer.SsnCiphertext.FromBytes(stored.Ssn.Bytes.ToArray());
        stored.BirthDate = EncryptedCustomer.BirthDateCiphertext.FromBytes(stored.BirthDate!.Value.Bytes.ToArray());
        stored.RecordHeader = RecordHeader.FromBytes(stored.RecordHeader.Bytes.ToArray());
        Assert.False(context.ChangeTracker.HasChanges());
    }

    [Fact]
    public async Task A_field_goes_from_null_to_a_value_and_back()
    {
        var id = await _database.StoreAsync(Ada());
        foreach (var photo in new byte[]?[] { null, [4, 5] })
        {
            await using var context = _database.Open();
            await _database.Encryptor.SetFieldAsync(await context.Customers.SingleAsync(id), EncryptedCustomer.Fields.Photo, photo, Token);
            Assert.Equal(1, await context.SaveChangesAsync(Token));
            Assert.Equal(photo, (await _database.LoadAsync(id)).Photo);
        }
    }

    [Fact]
    public async Task Entities_without_ciphertext_are_as_ever()
    {
        await using var context = _database.Open();
        var country = new Country { Name = "Iceland", Flag = [7] };
        context.Add(country);
        await context.SaveChangesAsync(Token);
        Assert.NotEqual(0, country.Id);      // the database still gives it
        var entity = context.Model.FindEntityType(typeof(Country))!;
        Assert.All(entity.GetProperties(), property => Assert.False(property.IsConcurrencyToken || property.GetValueConverter() is not null));
    }

    public void Dispose() => _database.Dispose();
}
