using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using KmsGuard.Keyrings;
using KmsGuard.Keyrings.Caching;
using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KmsGuard;

/// <summary>Keeps data keys of another keyring for a while, so that many records share one call to the key service. Each record still has its own derived key.</summary>
/// <remarks>
/// Partitioned by key name, encryption context and suite. Limits by age, records, bytes and entries. A thousand callers that need the same key at once make one call; a key in use is replaced in the background before its age.
/// A call that fails for a passing reason is made again a few times; what then fails goes to those who waited and is never kept, but the next call for the same waits a little, longer each time, so that a key service in trouble is not asked by every request.
/// </remarks>
public sealed class CachingKeyring : IRewrappingKeyring, IEvictingKeyring, IDisposable, IAsyncDisposable
{
    private readonly IKeyring _inner;
    private readonly DataKeyCacheOptions _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<CachePartition, CachedDataKey> _forEncryption = new();
    private readonly ConcurrentDictionary<CachedEdk, CachedDataKey> _forDecryption = new();
    private readonly SingleFlight<CachePartition, CachedDataKey> _generating = new();
    private readonly SingleFlight<CachedEdkList, CachedDataKey> _unwrapping = new();
    private readonly FailureBackoff<CachePartition> _notGenerated;
    private readonly FailureBackoff<CachedEdkList> _notUnwrapped;
    private readonly RetriedCalls _calls;
    private readonly RefreshAhead _ahead;
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _sweep;
    private int _evictions;
    private int _disposed;

    /// <summary>Creates a cache before a keyring, which becomes the cache's own: it is disposed with it.</summary>
    /// <param name="inner">The keyring that makes and opens data keys.</param>
    /// <param name="options">The limits; the defaults when <see langword="null"/>. Copied: later changes have no effect.</param>
    /// <param name="timeProvider">The clock; the system's when <see langword="null"/>. Only its monotonic timestamps and timers are used.</param>
    /// <param name="logger">Told at Warning when a key cannot be replaced ahead of its age.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public CachingKeyring(IKeyring inner, DataKeyCacheOptions? options = null, TimeProvider? timeProvider = null, ILogger<CachingKeyring>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _limits = (options ?? new DataKeyCacheOptions()).Checked();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<CachingKeyring>.Instance;
        _notGenerated = new FailureBackoff<CachePartition>(_time, _limits.MaxEntries);
        _notUnwrapped = new FailureBackoff<CachedEdkList>(_time, _limits.MaxEntries);
        _calls = new RetriedCalls(_time, _logger, _closing.Token);
        _ahead = new RefreshAhead(_limits, _time, _logger);
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
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Records);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Bytes);
        if (request.Records > _limits.MaxRecords || request.Bytes > _limits.MaxBytes)
            return _inner.GenerateAsync(request, cancellationToken);      // more than one key may serve: a key of its own
        var partition = new CachePartition(request.KeyName, request.Context, request.Suite);
        if (_forEncryption.TryGetValue(partition, out var cached) && IsFresh(cached, out var age) && cached.TryUse(request.Records, request.Bytes, _limits, out var lease))
        {
            if (cached.TryBeginRefresh(age))
                ReplaceAhead(partition, request, cached);
            KmsGuardMeter.CacheHit("generate", age);
            return new ValueTask<DataKeyLease>(lease);
        }
        return GenerateSlowAsync(partition, request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentNullException.ThrowIfNull(request.Context);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var partition = new CachePartition(request.KeyName, request.Context, request.Suite);
        if (FindUnwrapped(partition, request, out var lease, out var age) is { } cached)
        {
            if (cached.TryBeginRefresh(age))
                OpenAhead(partition, cached);
            KmsGuardMeter.CacheHit("unwrap", age);
            return new ValueTask<DataKeyLease>(lease);
        }
        return UnwrapSlowAsync(partition, request, cancellationToken);
    }

    /// <summary>Has the inner keyring wrap the data key anew; nothing of it is cached.</summary>
    /// <inheritdoc path="/exception"/>
    /// <exception cref="NotSupportedException">The inner keyring cannot.</exception>
    public ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return _inner is IRewrappingKeyring rewrapping
            ? rewrapping.RewrapAsync(request, cancellationToken)
            : throw new NotSupportedException($"{_inner.GetType().Name} cannot wrap a data key anew: it is no IRewrappingKeyring.");
    }

    /// <inheritdoc/>
    public async ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        DropAll(keyName);
        KmsGuardLog.Evicted(_logger, keyName);
        if (_inner is not IEvictingKeyring evicting)
            return;
        await evicting.EvictAsync(keyName, cancellationToken).ConfigureAwait(false);
        // What came meanwhile may be of what the inner keyring still kept.
        DropAll(keyName);
    }

    /// <summary>Wipes every data key that is not in use, and disposes the inner keyring. Keys in use are wiped at the end of their operation.</summary>
    public void Dispose()
    {
        if (Close())
            Disposal.Dispose(_inner);
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Close())
            await Disposal.DisposeAsync(_inner).ConfigureAwait(false);
    }

    private bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    private bool Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return false;
        _sweep.Dispose();
        Interlocked.Increment(ref _evictions);
        Drop(_forEncryption, static (_, _) => true);
        Drop(_forDecryption, static (_, _) => true);
        _closing.Cancel();
        _closing.Dispose();
        return true;
    }

    private void DropAll(string keyName)
    {
        Interlocked.Increment(ref _evictions);
        Drop(_forEncryption, (partition, _) => partition.KeyName == keyName);
        Drop(_forDecryption, (edk, _) => edk.Partition.KeyName == keyName);
    }

    private async ValueTask<DataKeyLease> GenerateSlowAsync(CachePartition partition, DataKeyRequest request, CancellationToken cancellationToken)
    {
        // More than once only if others used the new key up first.
        while (true)
        {
            var flight = _generating.RunAsync(partition, () => CallGenerateAsync(partition, request, replaced: null), cancellationToken, out var started);
            KmsGuardMeter.Cache("generate", started ? "miss" : "wait");
            var cached = await flight.ConfigureAwait(false);
            if (cached.TryUse(request.Records, request.Bytes, _limits, out var lease))
                return lease;
            ObjectDisposedException.ThrowIf(IsDisposed, this);
        }
    }

    private async Task<CachedDataKey> CallGenerateAsync(CachePartition partition, DataKeyRequest request, CachedDataKey? replaced)
    {
        // A flight that ended between this caller's look and its start may have brought what is needed.
        if (_forEncryption.TryGetValue(partition, out var present) && present != replaced && IsFresh(present) && !present.IsSpent(_limits))
            return present;
        return await _calls.RunAsync(_notGenerated, partition, partition.KeyName, async () =>
        {
            var start = Start();
            var lease = await _inner.GenerateAsync(request, CancellationToken.None).ConfigureAwait(false);
            var cached = Hold(lease, edk: null, start);
            foreach (var edk in lease.EncryptedDataKeys)
            {
                if (lease.TryDuplicate(out var duplicate))
                    Put(_forDecryption, new CachedEdk(partition, edk), Hold(duplicate, edk, start), start);
            }
            Put(_forEncryption, partition, cached, start);
            return cached;
        }).ConfigureAwait(false);
    }

    /// <summary>Replaces a key that will soon be too old to encrypt, while it goes on serving.</summary>
    private void ReplaceAhead(CachePartition partition, DataKeyRequest request, CachedDataKey old) =>
        _ahead.Start("generate", partition.KeyName, old, () => _generating.RunAsync(partition, () => CallGenerateAsync(partition, request, old), CancellationToken.None, out _));

    /// <summary>Opens a key again that will soon be too old to decrypt, which shows that it still may be used.</summary>
    private void OpenAhead(CachePartition partition, CachedDataKey old)
    {
        ImmutableArray<EncryptedDataKey> edks = [old.Edk!];
        var request = new UnwrapRequest(partition.KeyName, partition.Context, partition.Suite, edks, candidate => IsSame(candidate, old));
        _ahead.Start("unwrap", partition.KeyName, old, () => _unwrapping.RunAsync(new CachedEdkList(partition, edks), () => CallUnwrapAsync(partition, request, old), CancellationToken.None, out _));
    }

    private static bool IsSame(DataKeyLease candidate, CachedDataKey known)
    {
        if (!known.Lease.TryDuplicate(out var lease))
            return false;
        using (lease)
            return CryptographicOperations.FixedTimeEquals(candidate.Key, lease.Key);
    }

    private async ValueTask<DataKeyLease> UnwrapSlowAsync(CachePartition partition, UnwrapRequest request, CancellationToken cancellationToken)
    {
        var notHeld = new List<EncryptedDataKey>(request.EncryptedDataKeys.Length);
        if (FindUnwrapped(partition, request, out var held, out _, notHeld) is not null)
            return held;
        // What the cache holds opens to the same key at the key service: a record that refuses it costs no call, however many there are.
        var refused = notHeld.Count < request.EncryptedDataKeys.Length;
        if (refused && notHeld.Count == 0)
            throw new CiphertextAuthenticationException();
        // Copies: a call may outlast its caller, whose buffer the encrypted data keys lie in.
        request = request with { EncryptedDataKeys = [.. notHeld.Select(edk => edk.Copy())] };
        try
        {
            return await UnwrapByCallAsync(partition, request, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException e) when (refused && e.Reason == KeyUnavailableReason.NotConfigured)
        {
            throw new CiphertextAuthenticationException();      // those that are of a configured key were held, and refused
        }
    }

    private async ValueTask<DataKeyLease> UnwrapByCallAsync(CachePartition partition, UnwrapRequest request, CancellationToken cancellationToken)
    {
        // A second time, because all who waited with a record that was refused would otherwise call at once; no more, so that many such records cannot keep a good one waiting.
        for (var round = 0; round < 2; round++)
        {
            var flight = _unwrapping.RunAsync(new CachedEdkList(partition, request.EncryptedDataKeys), () => CallUnwrapAsync(partition, request, known: null), cancellationToken, out var started);
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

    private async Task<CachedDataKey> CallUnwrapAsync(CachePartition partition, UnwrapRequest request, CachedDataKey? known)
    {
        // As when generating: a flight that has just ended may have brought the key.
        if (FindUnwrapped(partition, request, out var use, out _) is { } present)
        {
            use.Dispose();
            if (present != known)
                return present;
        }
        return await _calls.RunAsync(_notUnwrapped, new CachedEdkList(partition, request.EncryptedDataKeys), partition.KeyName, async () =>
        {
            var start = Start();
            using var lease = await _inner.UnwrapAsync(request, CancellationToken.None).ConfigureAwait(false);
            return Keep(partition, lease, start);
        }).ConfigureAwait(false);
    }

    /// <summary>The first cached key that the request accepts. Every encrypted data key is looked up before any call is made; those that are not there are added to <paramref name="notHeld"/>.</summary>
    private CachedDataKey? FindUnwrapped(CachePartition partition, UnwrapRequest request, out DataKeyLease lease, out TimeSpan age, List<EncryptedDataKey>? notHeld = null)
    {
        foreach (var edk in request.EncryptedDataKeys)
        {
            if (!_forDecryption.TryGetValue(new CachedEdk(partition, edk), out var cached) || !IsFresh(cached, out age) || !cached.Lease.TryDuplicate(out lease))
                notHeld?.Add(edk);
            else if (request.Judge(lease))
                return cached;
        }
        lease = default;
        age = default;
        return null;
    }

    /// <summary>Puts an opened key into the cache, under the one encrypted data key that gave it.</summary>
    private CachedDataKey Keep(CachePartition partition, DataKeyLease opened, CallStart start)
    {
        if (!opened.TryDuplicate(out var kept))
            throw new InvalidOperationException("The keyring gave a lease that was disposed already.");
        var edk = opened.EncryptedDataKeys[0];
        var cached = Hold(kept, edk, start);
        Put(_forDecryption, new CachedEdk(partition, edk), cached, start);
        return cached;
    }

    private CachedDataKey Hold(DataKeyLease lease, EncryptedDataKey? edk, CallStart start)
    {
        KmsGuardMeter.DataKeyHeld(encrypts: edk is null);
        return new CachedDataKey(lease, edk, start.Timestamp, _ahead.NextAge());
    }

    private CallStart Start() => new(_time.GetTimestamp(), Volatile.Read(ref _evictions));

    private bool IsFresh(CachedDataKey cached) => IsFresh(cached, out TimeSpan _);

    private bool IsFresh(CachedDataKey cached, out TimeSpan age)
    {
        age = _time.GetElapsedTime(cached.CreatedAt);
        // A clock that went back does not tell how old the key is.
        return age >= TimeSpan.Zero && age < _limits.MaxAge;
    }

    private void Put<TKey>(ConcurrentDictionary<TKey, CachedDataKey> cache, TKey key, CachedDataKey cached, CallStart start)
        where TKey : notnull
    {
        if (cache.Count >= _limits.MaxEntries)
            MakeRoom(cache);
        CachedDataKey? replaced = null;
        cache.AddOrUpdate(
            key,
            _ =>
            {
                replaced = null;      // an update that came too late: who removed the old entry disposes it
                return cached;
            },
            (_, old) =>
            {
                replaced = old;
                return cached;
            });
        replaced?.Dispose();
        // Whoever evicts counts first and then drops; here it is the other way round, so that one of the two sees the entry.
        Interlocked.MemoryBarrier();
        if ((IsDisposed || Volatile.Read(ref _evictions) != start.Evictions) && cache.TryRemove(KeyValuePair.Create(key, cached)))
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
        _notGenerated.Forget();
        _notUnwrapped.Forget();
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
