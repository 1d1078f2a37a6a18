using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings;

public sealed class CachingKeyringTests : IDisposable
{
    private static readonly EncryptionContext Tenant1 = EncryptionContext.Of(("tenant", "t1"));
    private static readonly EncryptionContext Tenant2 = EncryptionContext.Of(("tenant", "t2"));

    private readonly ScriptedKeyring _inner = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _inner.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_of_one_partition_share_a_data_key()
    {
        using var cache = Cache();
        var first = await GenerateAsync(cache);
        for (var i = 0; i < 100; i++)
            Assert.Equal(first, await GenerateAsync(cache));
        Assert.Equal(1, _inner.Generated);
    }

    [Fact]
    public async Task Partitions_never_share_a_data_key()
    {
        using var cache = Cache();
        var keys = new List<string>
        {
            await GenerateAsync(cache),
            await GenerateAsync(cache, context: Tenant2),
            await GenerateAsync(cache, keyName: "cards"),
            await GenerateAsync(cache, suite: 2),
        };
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(4, _inner.Generated);
    }

    [Fact]
    public async Task A_key_serves_no_longer_than_its_age_and_use_does_not_prolong_it()
    {
        using var cache = Cache(new() { MaxAge = TimeSpan.FromMinutes(5), RefreshAhead = TimeSpan.Zero });
        var first = await GenerateAsync(cache);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(first, await GenerateAsync(cache));
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.Equal(first, await GenerateAsync(cache));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(first, await GenerateAsync(cache));
    }

    [Fact]
    public async Task An_unwrapped_key_serves_no_longer_than_its_age()
    {
        using var cache = Cache(new() { MaxAge = TimeSpan.FromMinutes(5), RefreshAhead = TimeSpan.Zero });
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        await UnwrapAsync(cache, made);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await UnwrapAsync(cache, made);
        Assert.Equal(1, _inner.Unwrapped);
        _time.Advance(TimeSpan.FromTicks(1));
        await UnwrapAsync(cache, made);
        Assert.Equal(2, _inner.Unwrapped);
    }

    [Fact]
    public async Task A_key_serves_as_many_records_as_allowed_and_not_one_more()
    {
        using var cache = Cache(new() { MaxRecords = 10 });
        for (var i = 0; i < 25; i++)
            await GenerateAsync(cache);
        Assert.Equal(3, _inner.Generated);
    }

    [Fact]
    public async Task A_key_serves_as_many_bytes_as_allowed_and_not_one_more()
    {
        using var cache = Cache(new() { MaxBytes = 100 });
        var first = await GenerateAsync(cache, bytes: 60);
        Assert.Equal(first, await GenerateAsync(cache, bytes: 40));
        Assert.NotEqual(first, await GenerateAsync(cache, bytes: 1));
    }

    [Fact]
    public async Task A_request_over_the_limits_gets_a_key_of_its_own()
    {
        using var cache = Cache(new() { MaxBytes = 100, MaxRecords = 10 });
        var shared = await GenerateAsync(cache);
        Assert.NotEqual(shared, await GenerateAsync(cache, bytes: 101));
        Assert.NotEqual(shared, await GenerateAsync(cache, records: 11));
        Assert.Equal(shared, await GenerateAsync(cache));
    }

    /// <summary>64 threads: what every key served, counted by the users, never exceeds the limit.</summary>
    [Fact]
    public async Task Limits_hold_under_load()
    {
        const int limit = 97;
        const int perThread = 200;
        using var cache = Cache(new() { MaxRecords = limit });
        var uses = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < perThread; i++)
                uses.AddOrUpdate(await GenerateAsync(cache), 1, (_, count) => count + 1);
        })));
        Assert.All(uses.Values, count => Assert.InRange(count, 1, limit));
        Assert.Equal(64 * perThread, uses.Values.Sum());
        Assert.Equal(uses.Count, _inner.Generated);
    }

    [Fact]
    public async Task A_thousand_first_requests_make_one_call()
    {
        using var cache = Cache();
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        var requests = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => GenerateAsync(cache))).ToArray();
        await Eventually.HoldsAsync(() => _inner.Generated > 0);
        gate.SetResult();
        Assert.Single((await Task.WhenAll(requests)).Distinct());
        Assert.Equal(1, _inner.Generated);
    }

    [Fact]
    public async Task A_thousand_first_unwraps_make_one_call()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        using var cache = Cache();
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        var requests = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => UnwrapAsync(cache, made))).ToArray();
        await Eventually.HoldsAsync(() => _inner.Unwrapped > 0);
        gate.SetResult();
        await Task.WhenAll(requests);
        Assert.Equal(1, _inner.Unwrapped);
    }

    [Fact]
    public async Task The_first_callers_cancellation_does_not_cancel_the_others()
    {
        using var cache = Cache();
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var first = Task.Run(async () => await cache.GenerateAsync(Request(), impatient.Token));
        await Eventually.HoldsAsync(() => _inner.Generated > 0);
        var second = Task.Run(() => GenerateAsync(cache));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        await second;
        Assert.Equal(1, _inner.Generated);
    }

    [Fact]
    public async Task Reading_back_what_was_just_written_needs_no_call()
    {
        _inner.Copies = 3;
        using var cache = Cache();
        using var written = await cache.GenerateAsync(Request(), Cancellation);
        foreach (var edk in written.EncryptedDataKeys)
        {
            using var read = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [edk], _ => true), Cancellation);
            Assert.Equal(written.Key.ToArray(), read.Key.ToArray());
        }
        Assert.Equal(0, _inner.Unwrapped);
    }

    [Fact]
    public async Task A_key_is_found_for_decryption_only_in_its_own_partition()
    {
        using var cache = Cache();
        using var written = await cache.GenerateAsync(Request(), Cancellation);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant2, 1, written.EncryptedDataKeys, _ => true)));
        using var otherName = await cache.UnwrapAsync(new UnwrapRequest("cards", Tenant1, 1, written.EncryptedDataKeys, _ => true), Cancellation);
        using var otherSuite = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 2, written.EncryptedDataKeys, _ => true), Cancellation);
        Assert.Equal(3, _inner.Unwrapped);
    }

    /// <summary>A cached key is checked against each record's commitment: what one record accepted says nothing of another. The key service would give the same key again, so however many rows somebody damages, none costs a call.</summary>
    [Fact]
    public async Task A_cached_key_that_is_not_accepted_is_not_given_and_not_asked_for_again()
    {
        using var cache = Cache();
        using var written = await cache.GenerateAsync(Request(), Cancellation);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, written.EncryptedDataKeys, _ => false)));
        Assert.Equal(0, _inner.Unwrapped);
    }

    [Fact]
    public async Task Beside_a_cached_key_that_is_refused_only_the_others_are_asked_for()
    {
        using var cache = Cache();
        using var cached = await cache.GenerateAsync(Request(), Cancellation);
        using var meant = await _inner.GenerateAsync(Request(), Cancellation);
        using var found = await cache.UnwrapAsync(
            new UnwrapRequest("pii", Tenant1, 1, [.. cached.EncryptedDataKeys, .. meant.EncryptedDataKeys], candidate => candidate.Key.SequenceEqual(meant.Key)), Cancellation);
        Assert.Equal(meant.EncryptedDataKeys, found.EncryptedDataKeys);
        Assert.Equal(meant.EncryptedDataKeys, _inner.Asked);
    }

    /// <summary>The verdict is about all of them: a foreign one beside those that were refused does not make a missing key of it.</summary>
    [Fact]
    public async Task A_foreign_one_beside_a_cached_key_that_is_refused_changes_no_verdict()
    {
        using var cache = Cache();
        using var cached = await cache.GenerateAsync(Request(), Cancellation);
        var foreign = new EncryptedDataKey("foreign", [1], [2]);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [.. cached.EncryptedDataKeys, foreign], _ => false)));
        var unknown = await Assert.ThrowsAsync<KeyUnavailableException>(async () =>
            await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [foreign], _ => false)));
        Assert.Equal(KeyUnavailableReason.NotConfigured, unknown.Reason);
    }

    /// <summary>A lease that the cache took for a caller whose Accept throws is given back: the key is wiped with the cache.</summary>
    [Fact]
    public async Task An_Accept_that_throws_loses_no_key()
    {
        var cache = Cache();
        var written = await cache.GenerateAsync(Request(), Cancellation);
        var material = written.Material;
        var request = new UnwrapRequest("pii", Tenant1, 1, written.EncryptedDataKeys, _ => throw new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.UnwrapAsync(request));
        written.Dispose();
        cache.Dispose();
        Assert.Equal(new byte[32], material.Key.ToArray());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public async Task Negative_amounts_are_refused(long records, long bytes)
    {
        using var cache = Cache();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => GenerateAsync(cache, records: records, bytes: bytes));
    }

    [Fact]
    public async Task All_encrypted_data_keys_are_looked_up_before_any_call()
    {
        using var cache = Cache();
        using var unknown = await _inner.GenerateAsync(Request(), Cancellation);
        using var cached = await cache.GenerateAsync(Request(), Cancellation);
        using var found = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [.. unknown.EncryptedDataKeys, .. cached.EncryptedDataKeys], _ => true), Cancellation);
        Assert.Equal(cached.Key.ToArray(), found.Key.ToArray());
        Assert.Equal(0, _inner.Unwrapped);
    }

    /// <summary>An attacker's record shares a flight with a good one, whose key it does not accept: the good one is not harmed, either way round.</summary>
    [Fact]
    public async Task A_shared_flight_is_judged_by_each_caller()
    {
        using var made = await _inner.GenerateAsync(Request(), Cancellation);
        using var cache = Cache();
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        var edks = made.EncryptedDataKeys;
        var bad = Task.Run(async () => await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, edks, _ => false)));
        await Eventually.HoldsAsync(() => _inner.Unwrapped > 0);
        var good = Task.Run(() => UnwrapAsync(cache, made));
        await Task.Delay(20, Cancellation);
        gate.SetResult();
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => bad);
        await good;
    }

    [Fact]
    public async Task Entries_are_bounded_and_the_oldest_go_first()
    {
        using var cache = Cache(new() { MaxEntries = 3 });
        foreach (var tenant in new[] { "a", "b", "c", "d" })
        {
            await GenerateAsync(cache, context: EncryptionContext.Of(("tenant", tenant)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        await GenerateAsync(cache, context: EncryptionContext.Of(("tenant", "d")));
        Assert.Equal(4, _inner.Generated);
        await GenerateAsync(cache, context: EncryptionContext.Of(("tenant", "a")));
        Assert.Equal(5, _inner.Generated);
    }

    [Fact]
    public async Task A_dropped_key_is_wiped_when_nobody_uses_it_any_more()
    {
        var cache = Cache();
        var inUse = await cache.GenerateAsync(Request(), Cancellation);
        var material = inUse.Material;
        cache.Dispose();
        Assert.NotEqual(new byte[32], inUse.Key.ToArray());
        inUse.Dispose();
        Assert.Equal(new byte[32], material.Key.ToArray());
        Assert.True(_inner.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await cache.GenerateAsync(Request()));
    }

    /// <summary>Also when nobody asks any more: a tenant that has gone leaves no key in memory.</summary>
    [Fact]
    public async Task A_key_past_its_age_is_wiped_without_anybody_asking()
    {
        using var cache = Cache(new() { MaxAge = TimeSpan.FromMinutes(5) });
        var lease = await cache.GenerateAsync(Request(), Cancellation);
        var material = lease.Material;
        lease.Dispose();
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotEqual(new byte[32], material.Key.ToArray());
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(new byte[32], material.Key.ToArray());
    }

    /// <summary>A spent key encrypts nothing more and is kept to read back what it wrote; an eviction wipes it.</summary>
    [Fact]
    public async Task A_spent_key_is_kept_for_reading_until_it_is_evicted()
    {
        using var cache = Cache(new() { MaxRecords = 1 });
        var first = await cache.GenerateAsync(Request(), Cancellation);
        var material = first.Material;
        first.Dispose();
        await GenerateAsync(cache);
        Assert.Equal(2, _inner.Generated);
        Assert.NotEqual(new byte[32], material.Key.ToArray());
        await cache.EvictAsync("pii");
        Assert.Equal(new byte[32], material.Key.ToArray());
    }

    [Fact]
    public async Task Evicting_a_key_name_leaves_the_others()
    {
        using var cache = Cache();
        await GenerateAsync(cache);
        await GenerateAsync(cache, keyName: "cards");
        await cache.EvictAsync("pii");
        await GenerateAsync(cache, keyName: "cards");
        Assert.Equal(2, _inner.Generated);
        await GenerateAsync(cache);
        Assert.Equal(3, _inner.Generated);
    }

    [Fact]
    public async Task A_warm_hit_is_synchronous_and_allocates_nothing()
    {
        using var cache = Cache();
        using var written = await cache.GenerateAsync(Request(), Cancellation);
        var unwrap = new UnwrapRequest("pii", Tenant1, 1, written.EncryptedDataKeys, _ => true);
        for (var i = 0; i < 100; i++)      // lets the runtime finish compiling
            Hit(cache, unwrap);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Hit(cache, unwrap);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Hit(CachingKeyring cache, UnwrapRequest unwrap)
        {
            var generated = cache.GenerateAsync(Request());
            Assert.True(generated.IsCompletedSuccessfully);
            generated.Result.Dispose();
            var unwrapped = cache.UnwrapAsync(unwrap);
            Assert.True(unwrapped.IsCompletedSuccessfully);
            unwrapped.Result.Dispose();
        }
    }

    [Theory]
    [InlineData(0, 1, 1, 1)]
    [InlineData(90_000, 1, 1, 1)]
    [InlineData(60, 0, 1, 1)]
    [InlineData(60, (1L << 32) + 1, 1, 1)]
    [InlineData(60, 1, 0, 1)]
    [InlineData(60, 1, (1L << 50) + 1, 1)]
    [InlineData(60, 1, 1, 0)]
    public void Limits_out_of_range_are_refused(int seconds, long records, long bytes, int entries) =>
        Assert.Throws<ArgumentException>(() => new CachingKeyring(_inner, new() { MaxAge = TimeSpan.FromSeconds(seconds), MaxRecords = records, MaxBytes = bytes, MaxEntries = entries }));

    private CachingKeyring Cache(DataKeyCacheOptions? options = null) => new(_inner, options, _time);

    private static DataKeyRequest Request() => new("pii", Tenant1, 1, 1, 1);

    private static async Task<string> GenerateAsync(CachingKeyring cache, string keyName = "pii", EncryptionContext? context = null, int suite = 1, long records = 1, long bytes = 1)
    {
        using var lease = await cache.GenerateAsync(new DataKeyRequest(keyName, context ?? Tenant1, suite, records, bytes));
        return Convert.ToHexString(lease.Key);
    }

    private static async Task UnwrapAsync(CachingKeyring cache, DataKeyLease made)
    {
        var key = made.Key.ToArray();
        using var lease = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, candidate => candidate.Key.SequenceEqual(key)));
        Assert.Equal(key, lease.Key.ToArray());
    }
}
