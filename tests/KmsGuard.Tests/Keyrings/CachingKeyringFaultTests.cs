using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings;

/// <summary>A key service in trouble: what is retried, what waits, and that nothing of a failure is kept.</summary>
public sealed class CachingKeyringFaultTests : IDisposable
{
    private static readonly EncryptionContext Tenant1 = EncryptionContext.Of(("tenant", "t1"));
    private static readonly EncryptionContext Tenant2 = EncryptionContext.Of(("tenant", "t2"));

    private readonly ScriptedKeyring _inner = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _inner.Dispose();

    public static TheoryData<KeyUnavailableReason> Reasons => [.. Enum.GetValues<KeyUnavailableReason>()];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_failure_is_told_and_not_kept(KeyUnavailableReason reason)
    {
        using var cache = Cache();
        using var made = await _inner.GenerateAsync(Request(Tenant1));
        var fault = new KeyUnavailableException(reason, "later");
        _inner.Fault = fault;
        Assert.Same(fault, await FailsAsync(GenerateAsync(cache)));
        Assert.Same(fault, await FailsAsync(UnwrapAsync(cache, made)));
        _inner.Fault = null;
        await _time.EndsAsync(GenerateAsync(cache));
        await _time.EndsAsync(UnwrapAsync(cache, made));
    }

    [Theory]
    [InlineData(KeyUnavailableReason.Throttled, 8)]
    [InlineData(KeyUnavailableReason.Unreachable, 8)]
    [InlineData(KeyUnavailableReason.HsmSessionLost, 8)]
    [InlineData(KeyUnavailableReason.Timeout, 1)]
    [InlineData(KeyUnavailableReason.AccessDenied, 1)]
    [InlineData(KeyUnavailableReason.Disabled, 1)]
    [InlineData(KeyUnavailableReason.PinIncorrect, 1)]
    public async Task What_may_pass_soon_is_tried_again_a_few_times(KeyUnavailableReason reason, int calls)
    {
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(reason, "later");
        await FailsAsync(GenerateAsync(cache));
        Assert.Equal(calls, _inner.Calls);
    }

    /// <summary>20 % throttling and 1 % resets by a fixed pseudo-random sequence, without the retries of an SDK: no request fails, and the calls are within 1.3 of the least.</summary>
    [Fact]
    public async Task Single_faults_fail_no_request()
    {
        const int keys = 1000;
        using var cache = Cache(new() { MaxEntries = 10_000 });
        var state = 1u;
        _inner.FaultOf = _ =>
        {
            state = (state * 1664525) + 1013904223;
            return ((state >> 8) % 100) switch
            {
                < 20 => new KeyUnavailableException(KeyUnavailableReason.Throttled, "throttled"),
                20 => new KeyUnavailableException(KeyUnavailableReason.Unreachable, "reset"),
                _ => null,
            };
        };
        for (var tenant = 0; tenant < keys; tenant++)
        {
            var request = GenerateAsync(cache, EncryptionContext.Of(("tenant", $"{tenant}")));
            if (!request.IsCompleted)
                await _time.EndsAsync(request);
            await request;
        }
        Assert.InRange(_inner.Calls, keys * 1.1, keys * 1.3);
    }

    /// <summary>While the key service is down, retries run out: many partitions together make little more than a call each.</summary>
    [Fact]
    public async Task A_key_service_that_is_down_is_not_asked_many_times_by_everybody()
    {
        const int partitions = 300;
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Unreachable, "down");
        var requests = Enumerable.Range(0, partitions).Select(tenant => FailsAsync(GenerateAsync(cache, EncryptionContext.Of(("tenant", $"{tenant}"))))).ToArray();
        await Task.WhenAll(requests);
        Assert.InRange(_inner.Calls, partitions, partitions + 100);
    }

    [Fact]
    public async Task After_a_failure_the_next_call_for_the_same_waits_and_longer_each_time()
    {
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await FailsAsync(GenerateAsync(cache));
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            var before = _inner.Calls;
            var next = FailsUnpumpedAsync(GenerateAsync(cache));
            pauses.Add(await _time.EndsAsync(next));
            Assert.Equal(before + 1, _inner.Calls);
        }
        Assert.InRange(pauses[0], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(110));
        Assert.InRange(pauses[2], TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(410));
        Assert.InRange(pauses[8], TimeSpan.FromMilliseconds(2500), TimeSpan.FromMilliseconds(5010));
    }

    [Fact]
    public async Task Who_comes_after_the_pause_does_not_wait()
    {
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await FailsAsync(GenerateAsync(cache));
        _inner.Fault = null;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await GenerateAsync(cache).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>A tenant whose key is refused must not slow the others down.</summary>
    [Fact]
    public async Task Only_what_failed_waits()
    {
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.AccessDenied, "not this tenant");
        await FailsAsync(GenerateAsync(cache));
        _inner.Fault = null;
        await GenerateAsync(cache, Tenant2).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>A thousand requests while the key is disabled: one call for each pause, and none is told of a failure before it asked.</summary>
    [Fact]
    public async Task Requests_that_wait_share_the_next_call()
    {
        using var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await FailsAsync(GenerateAsync(cache));
        var requests = Enumerable.Range(0, 1000).Select(_ => GenerateAsync(cache)).ToArray();
        _inner.Fault = null;
        await _time.EndsAsync(Task.WhenAll(requests));
        Assert.Single((await Task.WhenAll(requests)).Distinct());
        Assert.Equal(2, _inner.Calls);
    }

    [Fact]
    public async Task A_pause_ends_with_the_callers_patience_and_with_the_cache()
    {
        var cache = Cache();
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await FailsAsync(GenerateAsync(cache));
        using var impatient = new CancellationTokenSource();
        var first = cache.GenerateAsync(Request(Tenant1), impatient.Token).AsTask();
        var second = GenerateAsync(cache);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(30)));
        cache.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, _inner.Calls);
    }

    private CachingKeyring Cache(DataKeyCacheOptions? options = null) => new(_inner, options, _time);

    private async Task<KeyUnavailableException> FailsAsync(Task request)
    {
        await _time.EndsAsync(request);
        return await Assert.ThrowsAsync<KeyUnavailableException>(() => request);
    }

    private static async Task FailsUnpumpedAsync(Task request) => await Assert.ThrowsAsync<KeyUnavailableException>(() => request);

    private static DataKeyRequest Request(EncryptionContext context) => new("pii", context, 1, 1, 1);

    private static async Task<string> GenerateAsync(CachingKeyring cache, EncryptionContext? context = null)
    {
        using var lease = await cache.GenerateAsync(Request(context ?? Tenant1));
        return Convert.ToHexString(lease.Key);
    }

    private static async Task UnwrapAsync(CachingKeyring cache, DataKeyLease made)
    {
        using var lease = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, _ => true));
        Assert.True(lease.Key.SequenceEqual(made.Key));
    }
}
