using System.Collections.Concurrent;

namespace KmsGuard.Keyrings.Caching;

/// <summary>After a failure the next call for the same key waits, jittered and longer each time. The failure itself is not kept: whoever asks gets the answer of a call that ended after it asked.</summary>
internal sealed class FailureBackoff<TKey>(TimeProvider time, int maxEntries)
    where TKey : notnull
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    /// <summary>A failure longer ago says nothing any more.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TKey, Failure> _failures = new();

    /// <summary>Waits as long as the failures before demand.</summary>
    internal Task WaitAsync(TKey key, CancellationToken cancellationToken)
    {
        if (!_failures.TryGetValue(key, out var failure))
            return Task.CompletedTask;
        var passed = time.GetElapsedTime(failure.At);
        // A clock that went back must not lengthen the wait.
        return passed < TimeSpan.Zero || passed >= failure.Pause ? Task.CompletedTask : Task.Delay(failure.Pause - passed, time, cancellationToken);
    }

    internal void Succeeded(TKey key) => _failures.TryRemove(key, out _);

    internal void Failed(TKey key)
    {
        if (_failures.Count >= maxEntries)
            Forget();
        var count = _failures.TryGetValue(key, out var before) && !IsOld(before) ? before.Count + 1 : 1;
        // Without room there is no pause; the room is as large as the cache's.
        if (count > 1 || _failures.Count < maxEntries)
            _failures[key] = new Failure(count, time.GetTimestamp(), Jitter.UpTo(Pause(count)));
    }

    /// <summary>Drops what is old.</summary>
    internal void Forget()
    {
        foreach (var entry in _failures)
        {
            if (IsOld(entry.Value))
                _failures.TryRemove(entry);
        }
    }

    private static TimeSpan Pause(int count)
    {
        var pause = First * Math.Pow(2, Math.Min(count - 1, 10));
        return pause < Most ? pause : Most;
    }

    private bool IsOld(Failure failure) => time.GetElapsedTime(failure.At) is var age && (age < TimeSpan.Zero || age >= Memory);

    private readonly record struct Failure(int Count, long At, TimeSpan Pause);
}
