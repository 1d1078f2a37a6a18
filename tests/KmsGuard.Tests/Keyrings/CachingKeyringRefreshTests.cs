using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings;

/// <summary>Replacing keys in use before their age, and dropping them for an incident.</summary>
public sealed class CachingKeyringRefreshTests : IDisposable
{
    private static readonly EncryptionContext Tenant1 = EncryptionContext.Of(("tenant", "t1"));

    /// <summary>Replaced between minute 9 and half past 9.</summary>
    private static readonly DataKeyCacheOptions TenMinutes = new() { MaxAge = TimeSpan.FromMinutes(10), RefreshAhead = TimeSpan.FromMinutes(1) };

    private readonly ScriptedKeyring _inner = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task A_key_in_use_is_replaced_ahead_of_its_age()
    {
        using var cache = Cache();
        var old = await GenerateAsync(cache);
        _time.Advance(TimeSpan.FromMinutes(9) - TimeSpan.FromTicks(1));
        Assert.Equal(old, await GenerateAsync(cache));
        Assert.Equal(1, _inner.Generated);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(old, await GenerateAsync(cache));
        await Eventually.HoldsAsync(() => _inner.Generated == 2);
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotEqual(old, await GenerateAsync(cache));
        Assert.Equal(2, _inner.Generated);
    }

    /// <summary>One call, however many use the key meanwhile; the old one serves them, and never past its age.</summary>
    [Fact]
    public async Task The_old_key_serves_while_one_call_is_made_and_never_past_its_age()
    {
        using var cache = Cache();
        var old = await GenerateAsync(cache);
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        _time.Advance(TimeSpan.FromSeconds(570));
        for (var i = 0; i < 100; i++)
            Assert.Equal(old, await GenerateAsync(cache));
        await Eventually.HoldsAsync(() => _inner.Generated == 2);
        _time.Advance(TimeSpan.FromSeconds(30));
        var late = GenerateAsync(cache);
        Assert.False(late.IsCompleted);
        gate.SetResult();
        Assert.NotEqual(old, await late.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, _inner.Generated);
    }

    [Fact]
    public async Task An_opened_key_in_use_is_opened_again_ahead_of_its_age()
    {
        using var made = await _inner.GenerateAsync(Request());
        using var cache = Cache();
        await UnwrapAsync(cache, made);
        _time.Advance(TimeSpan.FromSeconds(570));
        await UnwrapAsync(cache, made);
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 2);
        _time.Advance(TimeSpan.FromSeconds(60));
        await UnwrapAsync(cache, made);
        Assert.Equal(2, _inner.Unwrapped);
    }

    /// <summary>A key that was made here is read back under each of its encrypted data keys, and each is opened again for itself.</summary>
    [Fact]
    public async Task A_key_made_here_is_opened_again_when_it_is_read()
    {
        _inner.Copies = 2;
        using var cache = Cache();
        using var made = await cache.GenerateAsync(Request());
        _time.Advance(TimeSpan.FromSeconds(570));
        foreach (var edk in made.EncryptedDataKeys)
            (await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [edk], _ => true))).Dispose();
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 2);
    }

    [Fact]
    public async Task A_key_that_nobody_uses_is_not_replaced()
    {
        using var cache = Cache();
        await GenerateAsync(cache);
        _time.Advance(TimeSpan.FromMinutes(30));
        await Task.Delay(50);
        Assert.Equal(1, _inner.Generated);
    }

    [Fact]
    public async Task Nothing_is_replaced_ahead_when_that_is_switched_off()
    {
        using var cache = Cache(new() { MaxAge = TimeSpan.FromMinutes(10), RefreshAhead = TimeSpan.Zero });
        await GenerateAsync(cache);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        await GenerateAsync(cache);
        await Task.Delay(50);
        Assert.Equal(1, _inner.Generated);
    }

    /// <summary>The old key goes on serving, a person is told, and it is tried again before the end.</summary>
    [Fact]
    public async Task A_replacement_that_fails_is_logged_and_tried_again()
    {
        var log = new ListLogger<CachingKeyring>();
        using var cache = new CachingKeyring(_inner, TenMinutes, _time, log);
        var old = await GenerateAsync(cache);
        _inner.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        _time.Advance(TimeSpan.FromSeconds(570));
        Assert.Equal(old, await GenerateAsync(cache));
        await Eventually.HoldsAsync(() => log.Warnings.Any());
        Assert.Contains("'pii'", log.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(old, await GenerateAsync(cache));
        Assert.Equal(2, _inner.Generated);
        _inner.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(old, await GenerateAsync(cache));
        await Eventually.HoldsAsync(() => _inner.Generated == 3);
    }

    /// <summary>The background call belongs to nobody: it must not keep or show a request's ambient state.</summary>
    [Fact]
    public async Task The_background_call_does_not_inherit_the_callers_ambient_state()
    {
        var ambient = new AsyncLocal<string>();
        var seen = "never called";
        using var cache = Cache();
        await GenerateAsync(cache);
        _time.Advance(TimeSpan.FromSeconds(570));
        _inner.FaultOf = _ =>
        {
            seen = ambient.Value;
            return null;
        };
        ambient.Value = "a request";
        await GenerateAsync(cache);
        await Eventually.HoldsAsync(() => _inner.Generated == 2);
        await Eventually.HoldsAsync(() => seen is null);
    }

    [Fact]
    public async Task A_clock_that_went_back_ends_a_keys_life_and_does_not_prolong_it()
    {
        var clock = new BackwardsClock();
        using var cache = new CachingKeyring(_inner, TenMinutes, clock);
        var old = await GenerateAsync(cache);
        clock.Timestamp -= clock.TimestampFrequency;
        Assert.NotEqual(old, await GenerateAsync(cache));
    }

    [Fact]
    public async Task Evicting_drops_what_the_inner_keyring_keeps_too()
    {
        var inner = new CachingKeyring(_inner, timeProvider: _time);
        using var outer = new CachingKeyring(inner, timeProvider: _time);
        var old = await GenerateAsync(outer);
        await outer.EvictAsync("pii");
        Assert.NotEqual(old, await GenerateAsync(outer));
        Assert.Equal(2, _inner.Generated);
    }

    [Fact]
    public async Task An_eviction_is_logged_with_its_key_name()
    {
        var log = new ListLogger<CachingKeyring>();
        using var cache = new CachingKeyring(_inner, logger: log);
        await cache.EvictAsync("pii");
        Assert.Contains("'pii'", log.Messages.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_across_an_eviction_keeps_nothing_and_alarms_nobody()
    {
        var log = new ListLogger<CachingKeyring>();
        using var cache = new CachingKeyring(_inner, TenMinutes, _time, log);
        using var made = await _inner.GenerateAsync(Request());
        await UnwrapAsync(cache, made);
        var gate = new TaskCompletionSource();
        _inner.Gate = gate.Task;
        _time.Advance(TimeSpan.FromSeconds(570));
        await UnwrapAsync(cache, made);
        await Eventually.HoldsAsync(() => _inner.Unwrapped == 2);
        await cache.EvictAsync("pii");
        gate.SetResult();
        await Task.Delay(50);
        await UnwrapAsync(cache, made);
        Assert.Equal(3, _inner.Unwrapped);
        Assert.Empty(log.Warnings);
    }

    [Fact]
    public async Task Rewrapping_is_the_inner_keyrings()
    {
        using var cache = Cache();
        using var made = await cache.GenerateAsync(Request());
        var request = new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, _ => true);
        var error = await Assert.ThrowsAsync<NotSupportedException>(async () => await cache.RewrapAsync(request));
        Assert.Contains(nameof(ScriptedKeyring), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inner_keyring_that_is_disposed_asynchronously_is_disposed_once_either_way()
    {
        var first = new AsyncOnly();
        var cache = new CachingKeyring(first);
        await cache.DisposeAsync();
        await cache.DisposeAsync();
        cache.Dispose();
        Assert.Equal(1, first.Disposals);
        var second = new AsyncOnly();
        new CachingKeyring(second).Dispose();
        Assert.Equal(1, second.Disposals);
    }

    private CachingKeyring Cache(DataKeyCacheOptions? options = null) => new(_inner, options ?? TenMinutes, _time);

    private static DataKeyRequest Request() => new("pii", Tenant1, 1, 1, 1);

    private static async Task<string> GenerateAsync(CachingKeyring cache)
    {
        using var lease = await cache.GenerateAsync(Request());
        return Convert.ToHexString(lease.Key);
    }

    private static async Task UnwrapAsync(CachingKeyring cache, DataKeyLease made)
    {
        using var lease = await cache.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, _ => true));
        Assert.True(lease.Key.SequenceEqual(made.Key));
    }

    private sealed class AsyncOnly : IKeyring, IAsyncDisposable
    {
        public int Disposals { get; private set; }

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Disposals++;
        }
    }
}
