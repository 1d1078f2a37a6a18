using System.Collections.Concurrent;

namespace KmsGuard.Pkcs11;

/// <summary>How often this process has wrapped under one key: random IVs of 96 bits allow 2^32 times (NIST SP 800-38D section 8.3). Outlives keyrings, so that a new one does not begin at zero.</summary>
internal sealed class WrapCounter
{
    private static readonly ConcurrentDictionary<(string Module, string? TokenLabel, string? TokenSerial, string? Label, string? Id), WrapCounter> Counters = new();

    private long _count;
    private int _warned;

    internal static WrapCounter For(Pkcs11Options options, Kek kek) =>
        Counters.GetOrAdd((options.ModulePath, options.TokenLabel, options.TokenSerial, kek.Label, kek.Id), static _ => new WrapCounter());

    internal long Count => Volatile.Read(ref _count);

    /// <summary>Counts a wrap that is never refused: without its check a key would not even unwrap.</summary>
    internal void Add() => Interlocked.Increment(ref _count);

    /// <summary>Counts a wrap that is about to be tried.</summary>
    /// <returns><see langword="false"/> when the limit is reached.</returns>
    internal bool TryCount(long limit)
    {
        if (Interlocked.Increment(ref _count) <= limit)
            return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>True for the first who asks after so many wraps.</summary>
    internal bool TryClaimWarning(long wraps) => Count >= wraps && Interlocked.Exchange(ref _warned, 1) == 0;
}
