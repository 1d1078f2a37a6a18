using KmsGuard.EntityFrameworkCore.Tests.KeyStore;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests;

/// <summary>In PostgreSQL, whose types are stricter: bytes are no text, and a number is not any number.</summary>
public sealed class PostgreSqlBlindIndexTests(PostgreSqlServer server) : BlindIndexContract
{
    private readonly string _name = "members_" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Columns_have_types_of_the_database()
    {
        await using var context = Database.CreateDbContext();
        var columns = await context.Database.SqlQueryRaw<string>("SELECT column_name || ' ' || data_type || ' ' || is_nullable AS \"Value\" FROM information_schema.columns WHERE table_name = 'Members'").ToListAsync(Token);
        Assert.Equal(
            [
                "City text YES",
                "Email bytea NO",
                "EmailIndex bigint YES",
                "EmailIndex2 bigint YES",
                "Id uuid NO",
                "Phone bytea YES",
                "PhoneIndex bigint YES",
                "RecordHeader bytea NO",
                "TenantId text NO",
            ],
            columns.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Indexes_are_over_context_and_blind_index()
    {
        await using var context = Database.CreateDbContext();
        var indexes = await context.Database.SqlQueryRaw<string>("SELECT indexdef AS \"Value\" FROM pg_indexes WHERE tablename = 'Members'").ToListAsync(Token);
        Assert.All(["EmailIndex", "EmailIndex2", "PhoneIndex"], name =>
            Assert.Contains($"CREATE INDEX \"IX_Members_TenantId_{name}\" ON public.\"Members\" USING btree (\"TenantId\", \"{name}\")", indexes));
    }

    protected override void Connect(DbContextOptionsBuilder options, string folder) => options.UseNpgsql(server.ConnectTo(_name));
}
