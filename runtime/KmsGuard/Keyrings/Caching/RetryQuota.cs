namespace KmsGuard.Keyrings.Caching;

/// <summary>How many retries a cache may make: each success earns one back. Single faults are retried; a key service that is down is not asked several times by everybody.</summary>
internal sealed class RetryQuota
{
    internal const int Capacity = 100;

    private int _left = Capacity;

    internal bool TrySpend()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
            return true;
        Interlocked.Increment(ref _left);
        return false;
    }

    internal void Earn()
    {
        if (Interlocked.Increment(ref _left) > Capacity)
            Interlocked.Decrement(ref _left);
    }
}
