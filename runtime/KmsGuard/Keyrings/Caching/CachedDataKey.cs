namespace KmsGuard.Keyrings.Caching;

/// <summary>A data key in the cache: the cache's own lease of it, when it came, and how much it has served.</summary>
internal sealed class CachedDataKey(DataKeyLease lease, long createdAt) : IDisposable
{
    private long _records;
    private long _bytes;

    internal long CreatedAt => createdAt;

    internal DataKeyLease Lease => lease;

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

    public void Dispose() => lease.Dispose();
}
