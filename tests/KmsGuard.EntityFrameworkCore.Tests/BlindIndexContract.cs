using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>Looking for values in a database that holds none: what every database must do.</summary>
public abstract class BlindIndexContract : IDisposable
{
    private readonly Lazy<MemberDatabase> _database;

    protected BlindIndexContract() => _database = new(() => new MemberDatabase(Connect));

    protected MemberDatabase Database => _database.Value;

    protected RecordEncryptor Encryptor => Database.Encryptor;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Names an empty database of the test's own, which may be in the folder.</summary>
    protected abstract void Connect(DbContextOptionsBuilder options, string folder);

    [Fact]
    public async Task A_value_is_found_among_those_that_share_its_index()
    {
        var ids = await StoreAsync([.. Enumerable.Range(0, 60).Select(i => NewMember($"person{i}@example.com"))]);
        await using var context = Database.CreateDbContext();
        // The index key is a new one each time: which values share an index is not known, but 60 values in 16 indexes must.
        var shared = (await context.Members.AsNoTracking().ToListAsync(Token)).GroupBy(member => member.EmailIndex).First(group => group.Count() > 1).Select(member => member.Id).ToHashSet();
        var person = Array.FindIndex(ids, shared.Contains);
        var index = await Encryptor.IndexAsync(EncryptedMember.Fields.Email, $" PERSON{person}@example.com", "t1", Token);
        var candidates = context.Members.Where(member => member.TenantId == "t1" && member.EmailIndex == index);
        Assert.Equal(shared.Count, await candidates.CountAsync(Token));
        var found = (await Encryptor.DecryptAllAsync(candidates.AsAsyncEnumerable(), Token).ReadAllAsync()).Where(member => EncryptedMember.Fields.Email.Matches(member.Email, $" PERSON{person}@example.com"));
        Assert.Equal(ids[person], Assert.Single(found).Id);
        Assert.Contains(Database.Commands, command => command.Contains("\"EmailIndex\" = @", StringComparison.Ordinal) && command.Contains("WHERE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_values_and_nulls_are_found()
    {
        await StoreAsync(NewMember("a@x", phone: "1"), NewMember("b@x", phone: "2"), NewMember("c@x", phone: null));
        await using var context = Database.CreateDbContext();
        EncryptedMember.PhoneIndexValue?[] wanted = [await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", Token), await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "+2", "t1", Token)];
        Assert.Equal(2, await context.Members.CountAsync(member => wanted.Contains(member.PhoneIndex), Token));
        Assert.Equal(1, await context.Members.CountAsync(member => member.PhoneIndex == null, Token));
    }

    /// <summary>A sets the field under the present header while B computes its index of what was there before.</summary>
    [Fact]
    public async Task Value_and_index_cannot_part_by_two_writers()
    {
        var id = Assert.Single(await StoreAsync(NewMember("old@x")));
        await using var rebuilding = Database.CreateDbContext();
        var seen = await rebuilding.Members.SingleAsync(member => member.Id == id, Token);
        await using (var setting = Database.CreateDbContext())
        {
            var stored = await setting.Members.SingleAsync(member => member.Id == id, Token);
            await Encryptor.SetFieldAsync(stored, EncryptedMember.Fields.Email, "new@x", Token);
            await setting.SaveChangesAsync(Token);
        }
        seen.EmailIndex2 = null;
        await Encryptor.ReindexAsync(seen, Token);
        rebuilding.Entry(seen).Property(member => member.EmailIndex2).IsModified = true;
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => rebuilding.SaveChangesAsync(Token));
    }

    /// <summary>As docs/blind-indexes.md describes it: version 2 is added, written by all, computed for what is there, and then read.</summary>
    [Fact]
    public async Task An_index_is_rebuilt_while_both_are_read()
    {
        var ids = await StoreAsync([.. Enumerable.Range(0, 25).Select(i => NewMember($"person{i}@example.com"))]);
        await using (var context = Database.CreateDbContext())
            await context.Database.ExecuteSqlRawAsync("UPDATE \"Members\" SET \"EmailIndex2\" = NULL", Token);      // as stored before there was a version 2
        var newcomer = Assert.Single(await StoreAsync(NewMember("newcomer@example.com")));

        Assert.Equal(ids[3], await FindAsync("person3@example.com"));
        Assert.Equal(newcomer, await FindAsync("newcomer@example.com"));
        while (true)
        {
            await using var context = Database.CreateDbContext();
            var batch = await context.Members.Where(member => member.EmailIndex2 == null).OrderBy(member => member.Id).Take(10).ToListAsync(Token);
            if (batch.Count == 0)
                break;
            foreach (var member in batch)
                await Encryptor.ReindexAsync(member, Token);
            await context.SaveChangesAsync(Token);
            Assert.Equal(ids[3], await FindAsync("person3@example.com"));      // half rebuilt
        }
        await using (var context = Database.CreateDbContext())
        {
            var index = await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, "person3@example.com", "t1", Token);
            Assert.Equal(ids[3], (await context.Members.SingleAsync(member => member.EmailIndex2 == index, Token)).Id);
        }
    }

    [Fact]
    public async Task A_new_header_takes_the_indexes_with_it()
    {
        var id = Assert.Single(await StoreAsync(NewMember("a@x")));
        await using var context = Database.CreateDbContext();
        var stored = await context.Members.SingleAsync(member => member.Id == id, Token);
        await Encryptor.UpdateAsync(stored, await Encryptor.DecryptAsync(stored, Token), Token);      // the same values, so the same indexes
        await context.SaveChangesAsync(Token);
        var update = Assert.Single(Database.Commands, command => command.Contains("UPDATE \"Members\"", StringComparison.Ordinal));
        Assert.Contains("\"EmailIndex\" = @", update, StringComparison.Ordinal);
        Assert.Contains("\"PhoneIndex\" = @", update, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (_database.IsValueCreated)
            Database.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Member NewMember(string email, string? phone = "1") => new() { TenantId = "t1", Id = Guid.NewGuid(), Email = email, Phone = phone };

    private async Task<Guid[]> StoreAsync(params Member[] members)
    {
        await using var context = Database.CreateDbContext();
        foreach (var member in members)
            context.Add(await Encryptor.EncryptAsync(member, Token));
        await context.SaveChangesAsync(Token);
        return [.. members.Select(member => member.Id)];
    }

    private async Task<Guid> FindAsync(string email)
    {
        var (old, current) = (await Encryptor.IndexAsync(EncryptedMember.Fields.Email, email, "t1", Token), await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, email, "t1", Token));
        await using var context = Database.CreateDbContext();
        var candidates = context.Members.Where(member => member.TenantId == "t1" && (member.EmailIndex2 == current || (member.EmailIndex2 == null && member.EmailIndex == old))).AsAsyncEnumerable();
        var found = await Encryptor.DecryptAllAsync(candidates, Token).ReadAllAsync();
        return Assert.Single(found, member => EncryptedMember.Fields.Email.Matches(member.Email, email)).Id;
    }
}
