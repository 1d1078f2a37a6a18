using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using static KmsGuard.EntityFrameworkCore.Tests.Support.People;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Records that are not an entity of their own: derived, owned, complex. Each with the two writers that would make it unreadable.</summary>
public sealed class NestedRecordTests : IDisposable
{
    private readonly TestDatabase _database = new();

    [Fact]
    public async Task A_class_that_derives_from_a_record_shares_its_table_and_its_protection()
    {
        static void Configure(ModelBuilder model)
        {
            model.Entity<PatientRecord>();
            model.Entity<EncryptedCustomer>().ToTable("People");
        }

        var encrypted = await _database.Encryptor.EncryptAsync(Ada(), Token);
        await using (var context = _database.Open(Configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.Add(new PatientRecord
            {
                TenantId = encrypted.TenantId, Id = encrypted.Id, Ssn = encrypted.Ssn, BirthDate = encrypted.BirthDate,
                Photo = encrypted.Photo, Alias = encrypted.Alias, City = encrypted.City, RecordHeader = encrypted.RecordHeader, Ward = "3 West",
            });
            await context.SaveChangesAsync(Token);
            Assert.Equal(ValueGenerated.Never, context.Model.FindEntityType(typeof(PatientRecord))!.FindProperty(nameof(PatientRecord.Id))!.ValueGenerated);
        }
        await WriteTwiceAsync(Configure, context => context.Set<PatientRecord>().SingleAsync(Token), patient => patient);
        await using var after = _database.Open(Configure);
        var stored = await after.Set<EncryptedCustomer>().SingleAsync(Token);
        Assert.Equal("3 West", Assert.IsType<PatientRecord>(stored).Ward);
        Assert.Equal("first", (await _database.Encryptor.DecryptAsync(stored, Token)).Ssn);
    }

    public static TheoryData<string, Action<ModelBuilder>> Parts => new()
    {
        { "complex", model => model.Entity<Dossier>().ComplexProperty(dossier => dossier.Subject) },
        { "owned", model => model.Entity<Dossier>().OwnsOne(dossier => dossier.Subject) },
        { "owned in a table of its own", model => model.Entity<Dossier>().OwnsOne(dossier => dossier.Subject, subject => subject.ToTable("Subjects")) },
    };

    [Theory]
    [MemberData(nameof(Parts), DisableDiscoveryEnumeration = true)]
    public async Task A_record_that_is_part_of_another_entity(string how, Action<ModelBuilder> configure)
    {
        Assert.NotEmpty(how);
        await using (var context = _database.Open(configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.Add(new Dossier { Subject = await _database.Encryptor.EncryptAsync(Ada(), Token) });
            await context.SaveChangesAsync(Token);
        }
        await WriteTwiceAsync(configure, context => context.Set<Dossier>().SingleAsync(Token), dossier => dossier.Subject);
        await using var after = _database.Open(configure);
        Assert.Equal("first", (await _database.Encryptor.DecryptAsync((await after.Set<Dossier>().SingleAsync(Token)).Subject, Token)).Ssn);
    }

    /// <summary>As in TwoWritersTests: what was null when it was read is written with the new header.</summary>
    [Theory]
    [MemberData(nameof(Parts), DisableDiscoveryEnumeration = true)]
    public async Task A_part_is_replaced_as_a_whole(string how, Action<ModelBuilder> configure)
    {
        Assert.NotEmpty(how);
        var customer = Ada();
        customer.BirthDate = null;
        await using (var context = _database.Open(configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.Add(new Dossier { Subject = await _database.Encryptor.EncryptAsync(customer, Token) });
            await context.SaveChangesAsync(Token);
        }
        await using var one = _database.Open(configure);
        await using var two = _database.Open(configure);
        var first = (await one.Set<Dossier>().SingleAsync(Token)).Subject;
        var second = (await two.Set<Dossier>().SingleAsync(Token)).Subject;
        await _database.Encryptor.SetFieldAsync(first, EncryptedCustomer.Fields.BirthDate, new DateOnly(1815, 12, 10), Token);
        await _database.Encryptor.UpdateAsync(second, customer, Token);
        await one.SaveChangesAsync(Token);
        await two.SaveChangesAsync(Token);
        await using var after = _database.Open(configure);
        Assert.Null((await _database.Encryptor.DecryptAsync((await after.Set<Dossier>().SingleAsync(Token)).Subject, Token)).BirthDate);
    }

    [Theory]
    [MemberData(nameof(Parts), DisableDiscoveryEnumeration = true)]
    public async Task A_part_gives_way_to_the_record_of_someone_else(string how, Action<ModelBuilder> configure)
    {
        Assert.NotEmpty(how);
        var grace = new Customer { TenantId = "t2", Id = Guid.Parse("0b1e6c2a-1f5d-4a53-9e0c-5d1a3c7f0a02"), Ssn = "219-09-9999" };
        await using (var context = _database.Open(configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            var dossier = new Dossier { Subject = await _database.Encryptor.EncryptAsync(Ada(), Token) };
            context.Add(dossier);
            await context.SaveChangesAsync(Token);
            dossier.Subject = await _database.Encryptor.EncryptAsync(grace, Token);
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open(configure);
        Assert.Equivalent(grace, await _database.Encryptor.DecryptAsync((await after.Set<Dossier>().SingleAsync(Token)).Subject, Token), strict: true);
    }

    public static TheoryData<string, Action<ModelBuilder>> OptionalParts => new()
    {
#if NET10_0_OR_GREATER
        { "complex", model => model.Entity<Folder>().ComplexProperty(folder => folder.Subject) },
#endif
        { "owned", model => model.Entity<Folder>().OwnsOne(folder => folder.Subject) },
    };

    [Theory]
    [MemberData(nameof(OptionalParts), DisableDiscoveryEnumeration = true)]
    public async Task A_part_that_is_not_there_does_not_stand_in_the_way(string how, Action<ModelBuilder> configure)
    {
        Assert.NotEmpty(how);
        await using (var context = _database.Open(configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.AddRange(new Folder { Label = "empty" }, new Folder { Label = "full", Subject = await _database.Encryptor.EncryptAsync(Ada(), Token) });
            await context.SaveChangesAsync(Token);
        }
        await using (var context = _database.Open(configure))
        {
            var full = await context.Set<Folder>().SingleAsync(folder => folder.Label == "full", Token);
            Assert.Equivalent(Ada(), await _database.Encryptor.DecryptAsync(full.Subject!, Token), strict: true);
            full.Subject = null;
            await context.SaveChangesAsync(Token);
        }
        await using var after = _database.Open(configure);
        Assert.All(await after.Set<Folder>().ToListAsync(Token), folder => Assert.Null(folder.Subject));
    }

    [Fact]
    public async Task A_part_in_a_table_of_its_own_comes_and_goes()
    {
        static void Configure(ModelBuilder model) => model.Entity<Folder>().OwnsOne(folder => folder.Subject, subject => subject.ToTable("Subjects"));
        await using var context = _database.Open(Configure);
        await context.Database.EnsureCreatedAsync(Token);
        var folder = new Folder { Label = "folder" };
        context.Add(folder);
        await context.SaveChangesAsync(Token);
        folder.Subject = await _database.Encryptor.EncryptAsync(Ada(), Token);
        await context.SaveChangesAsync(Token);
        context.ChangeTracker.Clear();

        folder = await context.Set<Folder>().SingleAsync(Token);
        Assert.Equivalent(Ada(), await _database.Encryptor.DecryptAsync(folder.Subject!, Token), strict: true);
        folder.Subject = null;
        await context.SaveChangesAsync(Token);
        context.ChangeTracker.Clear();
        Assert.Null((await context.Set<Folder>().SingleAsync(Token)).Subject);
    }

    public void Dispose() => _database.Dispose();

    private async Task WriteTwiceAsync<TEntity>(Action<ModelBuilder> configure, Func<VariantContext, Task<TEntity>> read, Func<TEntity, EncryptedCustomer> recordOf)
    {
        await using var one = _database.Open(configure);
        await using var two = _database.Open(configure);
        var (first, second) = (recordOf(await read(one)), recordOf(await read(two)));
        var changed = Ada();
        changed.Ssn = "first";
        await _database.Encryptor.UpdateAsync(first, changed, Token);
        await _database.Encryptor.SetFieldAsync(second, EncryptedCustomer.Fields.Ssn, "second", Token);
        await one.SaveChangesAsync(Token);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => two.SaveChangesAsync(Token));
    }

    private sealed class Folder
    {
        public int Id { get; set; }

        public required string Label { get; set; }

        public EncryptedCustomer? Subject { get; set; }
    }

    private sealed class PatientRecord : EncryptedCustomer
    {
        public string? Ward { get; set; }
    }
}
