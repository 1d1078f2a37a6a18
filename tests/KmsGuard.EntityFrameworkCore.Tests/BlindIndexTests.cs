using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.EntityFrameworkCore.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>In SQLite, and what a model may make of an index.</summary>
public sealed class BlindIndexTests : BlindIndexContract
{
    [Fact]
    public async Task The_database_finds_by_an_index_over_context_and_blind_index()
    {
        await using var context = Database.CreateDbContext();
        var plan = await context.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'index' AND tbl_name = 'Members'").ToListAsync(Token);
        Assert.Superset(new HashSet<string> { "IX_Members_TenantId_EmailIndex", "IX_Members_TenantId_EmailIndex2", "IX_Members_TenantId_PhoneIndex" }, plan.ToHashSet());
        var type = context.Model.FindEntityType(typeof(EncryptedMember))!;
        Assert.True(type.FindProperty("EmailIndex")!.IsNullable);
        Assert.Equal("INTEGER", type.FindProperty("EmailIndex")!.GetColumnType());
    }

    public static TheoryData<string, Action<ModelBuilder>> Parts => new()
    {
        { "complex", model => model.Entity<Club>().ComplexProperty(club => club.Founder) },
        { "owned", model => model.Entity<Club>().OwnsOne(club => club.Founder) },
    };

    [Theory]
    [MemberData(nameof(Parts), DisableDiscoveryEnumeration = true)]
    public async Task A_record_that_is_part_of_another_entity_is_found(string how, Action<ModelBuilder> configure)
    {
        Assert.NotEmpty(how);
        using var database = new TestDatabase();
        await using (var context = database.Open(configure))
        {
            await context.Database.EnsureCreatedAsync(Token);
            context.Add(new Club { Founder = await Encryptor.EncryptAsync(NewMember("a@x"), Token) });
            await context.SaveChangesAsync(Token);
        }
        var index = await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "a@x", "t1", Token);
        await using var after = database.Open(configure);
        var found = await after.Set<Club>().SingleAsync(club => club.Founder.EmailIndex == index, Token);
        await Encryptor.SetFieldAsync(found.Founder, EncryptedMember.Fields.Email, "b@x", Token);
        database.Execute("UPDATE Club SET Founder_Email = x'00'");
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => after.SaveChangesAsync(Token));
    }

    [Fact]
    public void A_unique_index_is_refused()
    {
        using var database = new TestDatabase();
        using var context = database.Open(model => model.Entity<EncryptedMember>().HasIndex(member => member.EmailIndex).IsUnique());
        Assert.Contains("IsUnique", Assert.Throws<InvalidOperationException>(() => context.Model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_of_the_application_stands_in_for_ours()
    {
        using var database = new TestDatabase();
        using var context = database.Open(model => model.Entity<EncryptedMember>().HasIndex(member => new { member.EmailIndex, member.City }));
        var indexes = context.Model.FindEntityType(typeof(EncryptedMember))!.GetIndexes().Where(index => index.Properties.Any(property => property.Name == "EmailIndex"));
        Assert.Equal(["EmailIndex", "City"], Assert.Single(indexes).Properties.Select(property => property.Name));
    }

    protected override void Connect(DbContextOptionsBuilder options, string folder) => options.UseSqlite($"Data Source={Path.Combine(folder, "members.db")};Pooling=False");
}

/// <summary>An entity that holds a record that can be looked for as a part of itself.</summary>
public class Club
{
    public int Id { get; set; }

    public required EncryptedMember Founder { get; set; }
}
