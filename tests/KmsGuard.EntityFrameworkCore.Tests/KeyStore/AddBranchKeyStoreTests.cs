using KmsGuard.EntityFrameworkCore.Tests.Models;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

public sealed class AddBranchKeyStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-store-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>As an application writes it; the second start finds what the first has made.</summary>
    [Fact]
    public async Task An_application_keeps_its_branch_keys_in_its_database()
    {
        EncryptedCustomer? stored = null;
        for (var start = 0; start < 2; start++)
        {
            var services = new ServiceCollection();
            services.AddDbContextFactory<KeyStoreContext>(options => options.UseSqlite($"Data Source={Path.Combine(_folder.FullName, "store.db")}"));
            services.AddKmsGuard().AddLocalForDevelopment(Path.Combine(_folder.FullName, "dev.key")).AddHierarchy().AddBranchKeyStore<KeyStoreContext>();
            await using var provider = services.BuildServiceProvider();
            await using (var context = await provider.GetRequiredService<IDbContextFactory<KeyStoreContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
                await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            var encryptor = provider.GetRequiredService<RecordEncryptor>();
            stored ??= await encryptor.EncryptAsync(new Customer { TenantId = "t1", Id = Guid.NewGuid(), Ssn = "123-45-6789" }, TestContext.Current.CancellationToken);
            Assert.Equal("123-45-6789", (await encryptor.DecryptAsync(stored, TestContext.Current.CancellationToken)).Ssn);
        }
    }

    [Fact]
    public async Task A_filter_over_all_tables_hides_no_key()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<FilteredContext>(options => options.UseSqlite($"Data Source={Path.Combine(_folder.FullName, "filtered.db")}"));
        services.AddKmsGuard().AddLocalForDevelopment(Path.Combine(_folder.FullName, "dev.key")).AddHierarchy().AddBranchKeyStore<FilteredContext>();
        await using var provider = services.BuildServiceProvider();
        await using var context = await provider.GetRequiredService<IDbContextFactory<FilteredContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        await provider.GetRequiredService<RecordEncryptor>().EncryptAsync(new Customer { TenantId = "t1", Id = Guid.NewGuid(), Ssn = "123-45-6789" }, TestContext.Current.CancellationToken);
        Assert.Empty(await context.Set<KmsGuardBranchKey>().ToListAsync(TestContext.Current.CancellationToken));
        var row = await context.Set<KmsGuardBranchKey>().IgnoreQueryFilters().SingleAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(await provider.GetRequiredService<IBranchKeyStore>().FindLatestAsync(row.Partition, TestContext.Current.CancellationToken));
    }

    private sealed class FilteredContext(DbContextOptions<FilteredContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddKmsGuardBranchKeys().Entity<KmsGuardBranchKey>().HasQueryFilter(row => row.Version < 0);
    }

    [Fact]
    public void A_second_store_is_refused()
    {
        var builder = new ServiceCollection().AddKmsGuard().AddBranchKeyStore<KeyStoreContext>();
        Assert.Throws<InvalidOperationException>(() => builder.AddBranchKeyStore<KeyStoreContext>());
    }
}
