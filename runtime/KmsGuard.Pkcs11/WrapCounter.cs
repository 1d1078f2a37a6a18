using System.Collections.Concurrent;

namespace KmsGuard.Pkcs11;

/// <summary>How often this process has wrapped under one key: random IVs of 96 bits allow 2^32 times (NIST SP 800-38D section 8.3). Outlives keyrings, so that a new one does not begin at zero.</summary>
internal sealed class WrapCounter
{
    private static readonly ConcurrentDictionary<(string Module, string? TokenLabel, string? TokenSerial, string? Label, string? Id), WrapCounter> Counters = new();

    private long _count;

    internal static WrapCounter For(Pkcs11Options options, Kek kek) =>
        Counters.GetOrAdd((options.ModulePath, options.TokenLabel, options.TokenSerial, kek.Label, kek.Id), static _ => new WrapCounter());

    internal long Count => Volatile.Read(ref _count);

    /// <summary>Counts a wrap that is about to be tried.</summary>
    /// <returns>The number of it, or 0 when the limit is reached.</returns>
    internal long TryCount(long limit)
    {
        var count = Interlocked.Increment(ref _count);
        if (count <= limit)
            return count;
        Interlocked.Decrement(ref _count);
        return 0;
    }
}
