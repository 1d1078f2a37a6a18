using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>What the tests of the hierarchy share: processes over one store and one key service, and requests as the encryptor makes them.</summary>
public abstract class Hierarchies : IDisposable
{
    protected const string KeyName = "pii";

    private readonly List<HierarchicalKeyring> _processes = [];

    private protected ScriptedKeyring Kek { get; } = new();

    private protected ScriptedBranchKeyStore Store { get; } = new();

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static EncryptionContext Tenant(string tenant) => EncryptionContext.Of(("tenant", tenant));

    /// <summary>A process of its own, with nothing cached.</summary>
    protected HierarchicalKeyring Process(HierarchicalKeyringOptions? options = null)
    {
        var process = new HierarchicalKeyring(Kek, Store, options, Time);
        _processes.Add(process);
        return process;
    }

    protected static EncryptionContext Use(string use, string tenant = "t1", string keyName = KeyName) =>
        EncryptionContext.FromChecked([.. Tenant(tenant), KeyValuePair.Create("kmsguard-use", use + "/1:" + keyName)]);

    protected static DataKeyRequest Request(string tenant = "t1", string use = "record") => new(KeyName, Use(use, tenant), 1, 1, 1);

    protected static ValueTask<DataKeyLease> GenerateAsync(HierarchicalKeyring process, string tenant = "t1", string use = "record") =>
        process.GenerateAsync(Request(tenant, use), Cancellation);

    /// <summary>The data key that a new record would have, and how the record names it.</summary>
    protected static async Task<Made> MakeAsync(HierarchicalKeyring process, string tenant = "t1", string use = "record")
    {
        using var lease = await GenerateAsync(process, tenant, use);
        return new Made(Convert.ToHexString(lease.Key), Assert.Single(lease.EncryptedDataKeys), tenant, use);
    }

    protected static async Task AssertOpensAsync(HierarchicalKeyring process, Made made)
    {
        using var lease = await process.UnwrapAsync(Unwrapping(made), Cancellation);
        Assert.Equal(made.Key, Convert.ToHexString(lease.Key));
        Assert.Equal(made.Edk, Assert.Single(lease.EncryptedDataKeys));
    }

    /// <summary>The same, through the pause that a failure before demands.</summary>
    protected async Task<Made> MakeSoonAsync(HierarchicalKeyring process, string tenant = "t1")
    {
        var making = MakeAsync(process, tenant);
        await Time.EndsAsync(making);
        return await making;
    }

    protected static UnwrapRequest Unwrapping(Made made) =>
        new(KeyName, Use(made.Use, made.Tenant), 1, [made.Edk], candidate => Convert.ToHexString(candidate.Key) == made.Key);

    /// <summary>Moves the clock on through the pauses between retries.</summary>
    protected async Task<KeyUnavailableException> AssertUnavailableAsync(KeyUnavailableReason reason, Func<Task> action)
    {
        var pending = action();
        await Time.EndsAsync(pending);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => pending);
        Assert.Equal(reason, error.Reason);
        return error;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Kek.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the records of a tenant have.</summary>
    public sealed record Made(string Key, EncryptedDataKey Edk, string Tenant, string Use)
    {
        public int Version => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(Edk.ProviderInfo.Span[16..]);

        public Guid BranchId => new(Edk.ProviderInfo.Span[..16], bigEndian: true);
    }
}
