using KmsGuard.Records;

namespace KmsGuard.Tests.Keyrings;

/// <summary>What happens to a cache while a call to the key service is under way.</summary>
public sealed class CachingKeyringRaceTests : IDisposable
{
    private static readonly EncryptionContext Tenant1 = EncryptionContext.Of(("tenant", "t1"));

    private readonly ScriptedKeyring _inner = new();

    public void Dispose() => _inner.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>After Evict returns, no request is served by a call that began before it.</summary>
    [Fact]
    public async Task A_key_generated_across_an_eviction_is_not_kept()
    {
        using var cache = new CachingKeyring(_inner);
        var gate = Hold();
        var before = GenerateAsync(cache);
        await Eventually.HoldsAsync(() => _inner.Generated == 1);
        await cache.EvictAsync("pii");
        var after = GenerateAsync(cache);
        gate.SetResult();
        await before;
        var key = await after;
        Assert.Equal(2, _inner.Generated);
        Assert.Equal(key, await GenerateAsync(cache));
        Assert.Equal(2, _inner.Generated);
    }

    [Fact]
    public async Task A_key_unwrapped_across_an_eviction_is_not_kept()
    {
        using var cache = new CachingKeyring(_inner);
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        var gate = Hold();
        var before = UnwrapAsync(cache, made);
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 1);
        await cache.EvictAsync("pii");
        var after = UnwrapAsync(cache, made);
        gate.SetResult();
        await Task.WhenAll(before, after);
        Assert.True(_inner.Unwrapped >= 2, "The request after the eviction was served by the call before it.");
    }

    /// <summary>One damaged record among many that share its encrypted data keys: the others wait for one more call, not for one each.</summary>
    [Fact]
    public async Task A_refused_record_does_not_let_loose_those_that_waited_with_it()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        using var cache = new CachingKeyring(_inner);
        var gate = Hold();
        var bad = cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, _ => false), Cancellation).AsTask();
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 1);
        var good = Enumerable.Range(0, 200).Select(_ => UnwrapAsync(cache, made)).ToArray();
        gate.SetResult();
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => bad);
        await Task.WhenAll(good);
        Assert.InRange(_inner.Unwrapped, 2, 3);
    }

    /// <summary>A header is wrapped without a copy, so its buffer may be used again once the record is read: the cache must not go on looking at it.</summary>
    [Fact]
    public async Task The_cache_does_not_keep_a_callers_buffer()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        using var cache = new CachingKeyring(_inner);
        var stored = RecordFormat1.WriteHeader(0, new byte[16], new byte[32], made.Material.SerializedEdks);
        for (var i = 0; i < 3; i++)
        {
            var buffer = stored.ToArray();
            using (await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, RecordFormat1.ParseHeader(buffer).EncryptedDataKeys, _ => true), Cancellation))
            {
            }
            buffer.AsSpan().Clear();
        }
        Assert.Equal(1, _inner.Unwrapped);
    }

    /// <summary>The caller who started the call has gone and uses its buffer again, while others wait for what the call brings.</summary>
    [Fact]
    public async Task A_call_under_way_does_not_look_at_a_buffer_whose_owner_has_gone()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        using var cache = new CachingKeyring(_inner);
        var buffer = RecordFormat1.WriteHeader(0, new byte[16], new byte[32], made.Material.SerializedEdks);
        var gate = Hold();
        using var impatient = new CancellationTokenSource();
        var first = cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, RecordFormat1.ParseHeader(buffer).EncryptedDataKeys, _ => true), impatient.Token).AsTask();
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 1);
        var second = UnwrapAsync(cache, made);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        buffer.AsSpan().Fill(0xFF);
        gate.SetResult();
        await second.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(1, _inner.Unwrapped);
    }

    [Fact]
    public async Task A_key_that_arrives_after_the_cache_was_disposed_is_wiped()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        var cache = new CachingKeyring(_inner);
        var gate = Hold();
        KmsGuard.Keys.KeyMaterial? material = null;
        var late = cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, lease => { material = lease.Material; return true; }), Cancellation).AsTask();
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 1);
        cache.Dispose();
        gate.SetResult();
        try
        {
            (await late).Dispose();
        }
        catch (ObjectDisposedException)
        {
        }
        Assert.Equal(new byte[32], material!.Key.ToArray());
    }

    /// <summary>A failure that nobody waits for any more is nobody's unobserved exception.</summary>
    [Fact]
    public async Task A_failure_after_every_caller_has_gone_is_observed()
    {
        var unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> count = (_, e) =>
        {
            if (e.Exception.InnerException is KeyUnavailableException { Message: "nobody listens" })
                Interlocked.Increment(ref unobserved);
        };
        TaskScheduler.UnobservedTaskException += count;
        try
        {
            using var cache = new CachingKeyring(_inner);
            await FailAloneAsync(cache);
            for (var i = 0; i < 5; i++)
            {
                await Task.Delay(20, Cancellation);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= count;
        }
        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task A_request_that_was_cancelled_before_makes_no_call()
    {
        using var cache = new CachingKeyring(_inner);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.GenerateAsync(Request(), new CancellationToken(canceled: true)));
        await Task.Delay(50, Cancellation);
        Assert.Equal(0, _inner.Generated);
    }

    /// <summary>Threads that generate, unwrap, cancel and evict until the cache is disposed under them: every lease is counted, so that in the end every key is wiped.</summary>
    [Fact]
    public async Task After_everything_no_key_is_left()
    {
        for (var round = 0; round < 5; round++)
        {
            var watched = new WatchedKeyring(_inner);
            var cache = new CachingKeyring(watched, new() { MaxEntries = 3, MaxRecords = 20 });
            await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    using var impatient = new CancellationTokenSource();
                    if (i % 7 == 0)
                        impatient.CancelAfter(TimeSpan.FromTicks(i));
                    if (i % 50 == thread)
                        await cache.EvictAsync("pii");
                    if (i == 250 && thread == 0)
                        cache.Dispose();
                    var context = EncryptionContext.Of(("tenant", $"{(thread + i) % 5}"));
                    try
                    {
                        using var made = await cache.GenerateAsync(new DataKeyRequest("pii", context, 1, 1, 1), impatient.Token);
                        using var read = await cache.UnwrapAsync(new UnwrapRequest("pii", context, 1, made.EncryptedDataKeys, _ => i % 11 != 0), impatient.Token);
                        Assert.True(made.Key.SequenceEqual(read.Key));
                        Assert.NotEqual(new byte[32], made.Key.ToArray());
                    }
                    catch (Exception e) when (e is OperationCanceledException or CiphertextAuthenticationException or ObjectDisposedException)
                    {
                    }
                }
            })));
            await Eventually.HoldsAsync(() => watched.UnderWay == 0);
            await Eventually.HoldsAsync(() => watched.Materials.All(material => material.Key.SequenceEqual(new byte[32])));
        }
    }

    /// <summary>Remembers every key that it gave.</summary>
    private sealed class WatchedKeyring(IKeyring inner) : IKeyring
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public System.Collections.Concurrent.ConcurrentBag<KmsGuard.Keys.KeyMaterial> Materials { get; } = [];

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) =>
            WatchAsync(() => inner.GenerateAsync(request, cancellationToken));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) =>
            WatchAsync(() => inner.UnwrapAsync(request, cancellationToken));

        private async ValueTask<DataKeyLease> WatchAsync(Func<ValueTask<DataKeyLease>> call)
        {
            Interlocked.Increment(ref _underWay);
            try
            {
                await Task.Yield();
                var lease = await call();
                Materials.Add(lease.Material);
                return lease;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }

    private async Task FailAloneAsync(CachingKeyring cache)
    {
        var gate = Hold();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Unreachable, "nobody listens");
        using var impatient = new CancellationTokenSource();
        var first = cache.GenerateAsync(Request(), impatient.Token).AsTask();
        await Eventually.HoldsAsync(() => _inner.Generated == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
    }

    private TaskCompletionSource Hold()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _inner.Gate = gate.Task;
        return gate;
    }

    private static DataKeyRequest Request() => new("pii", Tenant1, 1, 1, 1);

    private static async Task<string> GenerateAsync(CachingKeyring cache)
    {
        using var lease = await cache.GenerateAsync(Request(), Cancellation);
        return Convert.ToHexString(lease.Key);
    }

    private static async Task UnwrapAsync(CachingKeyring cache, DataKeyLease made)
    {
        var key = made.Key.ToArray();
        using var lease = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, candidate => candidate.Key.SequenceEqual(key)), Cancellation);
        Assert.Equal(key, lease.Key.ToArray());
    }
}
