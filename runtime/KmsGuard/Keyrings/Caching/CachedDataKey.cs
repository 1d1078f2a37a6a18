using KmsGuard.Telemetry;

namespace KmsGuard.Keyrings.Caching;

/// <summary>A data key in the cache: the cache's own lease of it, when it came, how much it has served, and from which age on it is to be replaced. One for decryption is of one encrypted data key.</summary>
internal sealed class CachedDataKey(DataKeyLease lease, EncryptedDataKey? edk, long createdAt, TimeSpan refreshAge) : IDisposable
{
    private long _records;
    private long _bytes;
    private long _refreshTicks = refreshAge.Ticks;

    internal long CreatedAt => createdAt;

    internal DataKeyLease Lease => lease;

    internal EncryptedDataKey? Edk => edk;

    /// <summary>Takes the key for so many records and bytes, if both limits allow them; checking and counting is one step, so that no limit is ever exceeded.</summary>
    internal bool TryUse(long records, long bytes, DataKeyCacheOptions limits, out DataKeyLease use)
    {
        use = default;
        // A request that overshoots leaves the count above the limit: the key is spent, and is replaced.
        return Interlocked.Add(ref _records, records) <= limits.MaxRecords
            && Interlocked.Add(ref _bytes, bytes) <= limits.MaxBytes
            && lease.TryDuplicate(out use);
    }

    /// <summary>Whether no further record may use it.</summary>
    internal bool IsSpent(DataKeyCacheOptions limits) => Volatile.Read(ref _records) >= limits.MaxRecords || Volatile.Read(ref _bytes) >= limits.MaxBytes;

    /// <summary>Whether it is time to replace the key and nobody is about it: true for one caller, who must do it.</summary>
    internal bool TryBeginRefresh(TimeSpan age)
    {
        var due = Volatile.Read(ref _refreshTicks);
        return age.Ticks >= due && Interlocked.CompareExchange(ref _refreshTicks, long.MaxValue, due) == due;
    }

    /// <summary>Lets it be tried again from an age on.</summary>
    internal void RefreshAgainAt(TimeSpan age) => Volatile.Write(ref _refreshTicks, age.Ticks);

    public void Dispose()
    {
        lease.Dispose();
        KmsGuardMeter.DataKeyGone(edk is null, Volatile.Read(ref _records), Volatile.Read(ref _bytes));
    }
}
