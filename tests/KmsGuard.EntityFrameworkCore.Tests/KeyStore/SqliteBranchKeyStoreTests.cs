using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

public sealed class SqliteBranchKeyStoreTests : DatabaseBranchKeyStoreContract
{
    private string ConnectionString => $"Data Source={Path.Combine(Folder, "store.db")}";

    protected override IDbContextFactory<KeyStoreContext> Connect() => new KeyStoreContexts(options => options.UseSqlite(ConnectionString));

    /// <summary>As when the disk is not mounted: transient, and good when it is back.</summary>
    [Fact]
    public async Task A_database_that_is_away_is_a_transient_fault()
    {
        var away = new EntityFrameworkBranchKeyStore<KeyStoreContext>(new KeyStoreContexts(options => options.UseSqlite($"Data Source={Path.Combine(Folder, "later", "store.db")}")));
        using var process = new HierarchicalKeyring(LocalKeyring.ForDevelopment(Path.Combine(Folder, "dev.key")), away);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => EncryptAsync(process));
        Assert.True(error.IsTransient);
        Assert.IsType<SqliteException>(error.InnerException);
        _ = await RowsAsync();
        SqliteConnection.ClearAllPools();
        Directory.CreateDirectory(Path.Combine(Folder, "later"));
        File.Copy(Path.Combine(Folder, "store.db"), Path.Combine(Folder, "later", "store.db"));
        await DecryptAsync(process, await EncryptAsync(process));
    }

    [Fact]
    public async Task A_model_without_the_table_is_named()
    {
        var store = new EntityFrameworkBranchKeyStore<PlainContext>(new PlainContexts());
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await store.FindLatestAsync(NewPartition(), Cancellation));
        Assert.False(error.IsTransient);
        Assert.Contains(nameof(PlainContext), error.Message, StringComparison.Ordinal);
        Assert.Contains("AddKmsGuardBranchKeys", error.Message, StringComparison.Ordinal);
    }

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        base.Dispose();
    }

    private sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options);

    private sealed class PlainContexts : IDbContextFactory<PlainContext>
    {
        public PlainContext CreateDbContext() => new(new DbContextOptionsBuilder<PlainContext>().UseSqlite("Data Source=:memory:").Options);
    }
}
