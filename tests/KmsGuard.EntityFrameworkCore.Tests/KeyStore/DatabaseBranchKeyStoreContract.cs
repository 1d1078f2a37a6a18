using KmsGuard.EntityFrameworkCore.Tests.Models;
using KmsGuard.Tests.Keyrings.Hierarchical;
using Microsoft.EntityFrameworkCore;

namespace KmsGuard.EntityFrameworkCore.Tests.KeyStore;

/// <summary>The contract of every store, and what a hierarchy needs of a real database.</summary>
public abstract class DatabaseBranchKeyStoreContract : BranchKeyStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-store-");
    private readonly Lazy<IDbContextFactory<KeyStoreContext>> _contexts;

    protected DatabaseBranchKeyStoreContract() => _contexts = new(Prepare);

    protected override IBranchKeyStore Store => new EntityFrameworkBranchKeyStore<KeyStoreContext>(Contexts);

    protected string Folder => _folder.FullName;

    protected IDbContextFactory<KeyStoreContext> Contexts => _contexts.Value;

    /// <summary>Contexts over an empty database.</summary>
    protected abstract IDbContextFactory<KeyStoreContext> Connect();

    private IDbContextFactory<KeyStoreContext> Prepare()
    {
        var contexts = Connect();
        using var context = contexts.CreateDbContext();
        context.Database.EnsureCreated();
        return contexts;
    }

    /// <summary>Eight processes, each with its contexts and its keyring over one key: whoever's row is there first wins, and all use it.</summary>
    [Fact]
    public async Task Processes_that_start_at_once_make_one_key()
    {
        _ = Contexts;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var records = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var process = Process();
            await gate.Task;
            return await EncryptAsync(process);
        })).ToArray();
        gate.SetResult();
        await Task.WhenAll(records).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        using var reader = Process();
        foreach (var record in records)
            await DecryptAsync(reader, await record);
        Assert.Single(await RowsAsync());
    }

    /// <summary>Everything that a life of a branch does to the table, each step by a process of its own.</summary>
    [Fact]
    public async Task A_branch_lives_and_dies()
    {
        EncryptedCustomer first, second;
        using (var process = Process())
            first = await EncryptAsync(process);
        using (var process = Process())
            await process.RotateAsync("pii", Tenant, Cancellation);
        using (var process = Process())
        {
            second = await EncryptAsync(process);
            Assert.Equal([1, 2], (await RowsAsync()).Select(row => row.Version).Order());
            await DecryptAsync(process, first);
            await DecryptAsync(process, second);
            await process.DeleteAsync("pii", Tenant, Cancellation);
        }
        using (var process = Process())
        {
            foreach (var action in new Func<Task>[] { () => EncryptAsync(process), () => DecryptAsync(process, first), () => DecryptAsync(process, second) })
                Assert.Equal(KeyUnavailableReason.Deleted, (await Assert.ThrowsAsync<KeyUnavailableException>(action)).Reason);
            Assert.All(await RowsAsync(), row => Assert.Empty(row.WrappedKey));
            await process.RecreateAsync("pii", Tenant, Cancellation);
        }
        using (var process = Process())
            await DecryptAsync(process, await EncryptAsync(process));
    }

    /// <summary>A date that somebody edited is refused when the row is opened, and keeps no other row from being read.</summary>
    [Theory]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("yesterday")]
    public async Task An_edited_date_is_refused(string date)
    {
        using (var process = Process())
            await EncryptAsync(process);
        await using (var context = await Contexts.CreateDbContextAsync(Cancellation))
            await context.Set<KmsGuardBranchKey>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Created, date), Cancellation);
        using var later = Process();
        Assert.Equal(KeyUnavailableReason.Damaged, (await Assert.ThrowsAsync<KeyUnavailableException>(() => EncryptAsync(later))).Reason);
        await later.DeleteAsync("pii", Tenant, Cancellation);
    }

    /// <summary>A row that could not be added for another reason is not taken for one that was there.</summary>
    [Fact]
    public async Task A_missing_table_is_no_duplicate()
    {
        await using (var context = await Contexts.CreateDbContextAsync(Cancellation))
        {
#pragma warning disable EF1002 // the name is EF Core's own
            await context.Database.ExecuteSqlRawAsync($"DROP TABLE \"{context.Model.FindEntityType(typeof(KmsGuardBranchKey))!.GetTableName()}\"", Cancellation);
#pragma warning restore EF1002
        }
        using var process = Process();
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => EncryptAsync(process));
        Assert.NotNull(error.InnerException);
        await Assert.ThrowsAnyAsync<Exception>(async () => await Store.TryAddAsync(new BranchKeyRow { Partition = NewPartition(), Version = 1, BranchId = Guid.NewGuid(), KeyName = "pii", Usage = BranchKeyUsage.Record, Created = default, WrappedKey = new byte[1] }, Cancellation));
    }

    public virtual void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static EncryptionContext Tenant { get; } = EncryptionContext.Of(("tenant", "t1"));

    protected HierarchicalKeyring Process() => new(LocalKeyring.ForDevelopment(Path.Combine(Folder, "dev.key")), Store);

    protected static async Task<EncryptedCustomer> EncryptAsync(HierarchicalKeyring process) =>
        await new RecordEncryptor(process).EncryptAsync(new Customer { TenantId = "t1", Id = Guid.NewGuid(), Ssn = "123-45-6789" }, Cancellation);

    protected static async Task DecryptAsync(HierarchicalKeyring process, EncryptedCustomer record) =>
        Assert.Equal("123-45-6789", (await new RecordEncryptor(process).DecryptAsync(record, Cancellation)).Ssn);

    protected async Task<List<KmsGuardBranchKey>> RowsAsync()
    {
        await using var context = await Contexts.CreateDbContextAsync(Cancellation);
        return await context.Set<KmsGuardBranchKey>().ToListAsync(Cancellation);
    }
}
