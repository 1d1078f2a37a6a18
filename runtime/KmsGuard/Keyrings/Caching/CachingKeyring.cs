using System.Collections.Concurrent;
using KmsGuard.Keyrings.Caching;
using KmsGuard.Telemetry;

namespace KmsGuard;

/// <summary>Keeps data keys of another keyring for a while, so that many records share one call to the key service. Each record still has its own derived key.</summary>
/// <remarks>Partitioned by key name, encryption context and suite. Limits by age, records, bytes and entries. A thousand callers that need the same key at once make one call. A failure is never kept.</remarks>
public sealed class CachingKeyring : IKeyring, IDisposable
{
    private readonly IKeyring _inner;
    private readonly DataKeyCacheOptions _limits;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<CachePartition, CachedDataKey> _forEncryption = new();
    private readonly ConcurrentDictionary<CachedEdk, CachedDataKey> _forDecryption = new();
    private readonly SingleFlight<CachePartition, CachedDataKey> _generating = new();
    private readonly SingleFlight<CachedEdkList, CachedDataKey> _unwrapping = new();
    private readonly ITimer _sweep;
    private int _evictions;
    private volatile bool _disposed;

    /// <summary>Creates a cache before a keyring, which becomes the cache's own: it is disposed with it.</summary>
    /// <param name="inner">The keyring that makes and opens data keys.</param>
    /// <param name="options">The limits; the defaults when <see langword="null"/>. Copied: later changes have no effect.</param>
    /// <param name="timeProvider">The clock; the system's when <see langword="null"/>. Only its monotonic timestamps and timers are used.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public CachingKeyring(IKeyring inner, DataKeyCacheOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _limits = (options ?? new DataKeyCacheOptions()).Checked();
        _time = timeProvider ?? TimeProvider.System;
        // Keys that nobody asks for again would otherwise stay in memory for ever. Weak, so that the timer does not keep a forgotten cache alive.
        _sweep = _time.CreateTimer(
            static state =>
            {
                if (((WeakReference<CachingKeyring>)state!).TryGetTarget(out var cache))
                    cache.DropStale();
            },
            new WeakReference<CachingKeyring>(this),
            _limits.MaxAge,
            _limits.MaxAge);
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Records);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Bytes);
        if (request.Records > _limits.MaxRecords || request.Bytes > _limits.MaxBytes)
            return _inner.GenerateAsync(request, cancellationToken);      // more than one key may serve: a key of its own
        var partition = new CachePartition(request.KeyName, request.Context, request.Suite);
        if (_forEncryption.TryGetValue(partition, out var cached) && IsFresh(cached) && cached.TryUse(request.Records, request.Bytes, _limits, out var lease))
        {
            KmsGuardMeter.Cache("generate", "hit");
            return new ValueTask<DataKeyLease>(lease);
        }
        return GenerateSlowAsync(partition, request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var partition = new CachePartition(request.KeyName, request.Context, request.Suite);
        if (FindUnwrapped(partition, request, out var lease) is not null)
        {
            KmsGuardMeter.Cache("unwrap", "hit");
            return new ValueTask<DataKeyLease>(lease);
        }
        return UnwrapSlowAsync(partition, request, cancellationToken);
    }

    /// <summary>Drops every data key of a key name, for an incident: later requests ask the key service again, and what a call already under way brings is not kept. Leases in use end with their operation.</summary>
    /// <param name="keyName">The logical key name.</param>
    public void Evict(string keyName)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        Interlocked.Increment(ref _evictions);
        Drop(_forEncryption, (partition, _) => partition.KeyName == keyName);
        Drop(_forDecryption, (edk, _) => edk.Partition.KeyName == keyName);
    }

    /// <summary>Wipes every data key that is not in use, and disposes the inner keyring. Keys in use are wiped at the end of their operation.</summary>
    public void Dispose()
    {
        _disposed = true;
        _sweep.Dispose();
        Interlocked.Increment(ref _evictions);
        Drop(_forEncryption, static (_, _) => true);
        Drop(_forDecryption, static (_, _) => true);
        (_inner as IDisposable)?.Dispose();
    }

    private async ValueTask<DataKeyLease> GenerateSlowAsync(CachePartition partition, DataKeyRequest request, CancellationToken cancellationToken)
    {
        // More than once only if others used the new key up first.
        while (true)
        {
            var flight = _generating.RunAsync(partition, () => RefreshAsync(partition, request), cancellationToken, out var started);
            KmsGuardMeter.Cache("generate", started ? "miss" : "wait");
            var cached = await flight.ConfigureAwait(false);
            if (cached.TryUse(request.Records, request.Bytes, _limits, out var lease))
                return lease;
            ObjectDisposedException.ThrowIf(_disposed, this);
        }
    }

    private async Task<CachedDataKey> RefreshAsync(CachePartition partition, DataKeyRequest request)
    {
        // A flight that ended between this caller's look and its start may have brought what is needed.
        if (_forEncryption.TryGetValue(partition, out var present) && IsFresh(present) && !present.IsSpent(_limits))
            return present;
        var start = Start();
        var lease = await _inner.GenerateAsync(request, CancellationToken.None).ConfigureAwait(false);
        var cached = new CachedDataKey(lease, start.Timestamp);
        foreach (var edk in lease.EncryptedDataKeys)
        {
            if (lease.TryDuplicate(out var duplicate))
                Put(_forDecryption, new CachedEdk(partition, edk), new CachedDataKey(duplicate, start.Timestamp), start);
        }
        Put(_forEncryption, partition, cached, start);
        return cached;
    }

    private async ValueTask<DataKeyLease> UnwrapSlowAsync(CachePartition partition, UnwrapRequest request, CancellationToken cancellationToken)
    {
        // A second time, because all who waited with a record that was refused would otherwise call at once; no more, so that many such records cannot keep a good one waiting.
        for (var round = 0; round < 2; round++)
        {
            var flight = _unwrapping.RunAsync(new CachedEdkList(partition, request.EncryptedDataKeys), () => CallUnwrapAsync(partition, request), cancellationToken, out var started);
            KmsGuardMeter.Cache("unwrap", started ? "miss" : "wait");
            CachedDataKey opened;
            try
            {
                opened = await flight.ConfigureAwait(false);
            }
            catch (CiphertextAuthenticationException) when (!started)
            {
                continue;      // refused by another record's commitment: that says nothing of this one
            }
            if (!opened.Lease.TryDuplicate(out var lease))
                continue;
            if (started || request.Judge(lease))
                return lease;
        }
        return await UnwrapAloneAsync(partition, request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DataKeyLease> UnwrapAloneAsync(CachePartition partition, UnwrapRequest request, CancellationToken cancellationToken)
    {
        var start = Start();
        var lease = await _inner.UnwrapAsync(request, cancellationToken).ConfigureAwait(false);
        Keep(partition, lease, start);
        return lease;
    }

    private async Task<CachedDataKey> CallUnwrapAsync(CachePartition partition, UnwrapRequest request)
    {
        // As when generating: a flight that has just ended may have brought the key.
        if (FindUnwrapped(partition, request, out var use) is { } present)
        {
            use.Dispose();
            return present;
        }
        var start = Start();
        using var lease = await _inner.UnwrapAsync(request, CancellationToken.None).ConfigureAwait(false);
        return Keep(partition, lease, start);
    }

    /// <summary>The first cached key that the request accepts. Every encrypted data key is looked up before any call is made.</summary>
    private CachedDataKey? FindUnwrapped(CachePartition partition, UnwrapRequest request, out DataKeyLease lease)
    {
        foreach (var edk in request.EncryptedDataKeys)
        {
            if (!_forDecryption.TryGetValue(new CachedEdk(partition, edk), out var cached) || !IsFresh(cached) || !cached.Lease.TryDuplicate(out lease))
                continue;
            if (request.Judge(lease))
                return cached;
        }
        lease = default;
        return null;
    }

    /// <summary>Puts an opened key into the cache, under the one encrypted data key that gave it.</summary>
    private CachedDataKey Keep(CachePartition partition, DataKeyLease opened, CallStart start)
    {
        if (!opened.TryDuplicate(out var kept))
            throw new InvalidOperationException("The keyring gave a lease that was disposed already.");
        var cached = new CachedDataKey(kept, start.Timestamp);
        Put(_forDecryption, new CachedEdk(partition, opened.EncryptedDataKeys[0]), cached, start);
        return cached;
    }

    private CallStart Start() => new(_time.GetTimestamp(), Volatile.Read(ref _evictions));

    private bool IsFresh(CachedDataKey cached) => _time.GetElapsedTime(cached.CreatedAt) < _limits.MaxAge;

    private void Put<TKey>(ConcurrentDictionary<TKey, CachedDataKey> cache, TKey key, CachedDataKey cached, CallStart start)
        where TKey : notnull
    {
        if (cache.Count >= _limits.MaxEntries)
            MakeRoom(cache);
        CachedDataKey? replaced = null;
        cache.AddOrUpdate(key, cached, (_, old) =>
        {
            replaced = old;
            return cached;
        });
        replaced?.Dispose();
        // Whoever evicts counts first and then drops; here it is the other way round, so that one of the two sees the entry.
        Interlocked.MemoryBarrier();
        if ((_disposed || Volatile.Read(ref _evictions) != start.Evictions) && cache.TryRemove(KeyValuePair.Create(key, cached)))
            cached.Dispose();
    }

    /// <summary>Drops what is too old and, if that is not enough, the oldest.</summary>
    private void MakeRoom<TKey>(ConcurrentDictionary<TKey, CachedDataKey> cache)
        where TKey : notnull
    {
        Drop(cache, (_, cached) => !IsFresh(cached));
        while (cache.Count >= _limits.MaxEntries)
        {
            var oldest = long.MaxValue;
            foreach (var (_, cached) in cache)
                oldest = Math.Min(oldest, cached.CreatedAt);
            Drop(cache, (_, cached) => cached.CreatedAt <= oldest);
        }
    }

    private void DropStale()
    {
        Drop(_forEncryption, (_, cached) => !IsFresh(cached));
        Drop(_forDecryption, (_, cached) => !IsFresh(cached));
    }

    private static void Drop<TKey>(ConcurrentDictionary<TKey, CachedDataKey> cache, Func<TKey, CachedDataKey, bool> which)
        where TKey : notnull
    {
        foreach (var entry in cache)
        {
            if (which(entry.Key, entry.Value) && cache.TryRemove(entry))
                entry.Value.Dispose();
        }
    }

    /// <summary>When a call to the key service began. Age counts from there, so that a slow answer does not lengthen it; a key that was asked for before an eviction is not kept after it.</summary>
    private readonly record struct CallStart(long Timestamp, int Evictions);
}
