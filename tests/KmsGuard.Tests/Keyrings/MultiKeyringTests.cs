using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Tests.Keyrings;

/// <summary>Three keyrings together, and what becomes of the others when one is down, refuses or hangs.</summary>
public sealed class MultiKeyringTests : IDisposable
{
    private static readonly EncryptionContext Tenant1 = EncryptionContext.Of(("tenant", "t1"));
    private static readonly EncryptionContext Tenant2 = EncryptionContext.Of(("tenant", "t2"));

    private readonly ScriptedKeyring _a = new("a");
    private readonly ScriptedKeyring _b = new("b");
    private readonly ScriptedKeyring _c = new("c");
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger<MultiKeyring> _log = new();

    private ScriptedKeyring[] All => [_a, _b, _c];

    public void Dispose()
    {
        foreach (var keyring in All)
            keyring.Dispose();
    }

    [Fact]
    public async Task A_data_key_is_made_by_the_first_and_wrapped_by_all_in_order()
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        Assert.Equal(["a", "b", "c"], made.EncryptedDataKeys.Select(edk => edk.ProviderId));
        Assert.Equal((1, 0, 0), (_a.Generated, _b.Generated, _c.Generated));
        Assert.Equal((0, 1, 1), (_a.Wrapped, _b.Wrapped, _c.Wrapped));
    }

    [Fact]
    public async Task Each_alone_opens_what_all_wrapped()
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        foreach (var survivor in All)
        {
            foreach (var keyring in All)
                keyring.Fault = keyring == survivor ? null : Down();
            using var opened = await multi.UnwrapAsync(Unwrap(made));
            Assert.True(opened.Key.SequenceEqual(made.Key));
            Assert.Single(opened.EncryptedDataKeys);
        }
    }

    [Fact]
    public async Task The_first_that_answers_is_the_only_one_asked()
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        (await multi.UnwrapAsync(Unwrap(made))).Dispose();
        Assert.Equal((1, 0, 0), (_a.Unwrapped, _b.Unwrapped, _c.Unwrapped));
    }

    /// <summary>What the three answer, and the verdict: authentication only when every one that made a key refused.</summary>
    [Theory]
    [InlineData("refuses", "refuses", "refuses", "authentication")]
    [InlineData("refuses", "foreign", "foreign", "authentication")]
    [InlineData("refuses", "refuses", "Unreachable", "Unreachable")]
    [InlineData("Disabled", "refuses", "refuses", "Disabled")]
    [InlineData("Disabled", "Throttled", "refuses", "Throttled")]
    [InlineData("Disabled", "AccessDenied", "foreign", "Disabled")]
    [InlineData("NotFound", "foreign", "refuses", "NotFound")]
    [InlineData("foreign", "foreign", "foreign", "NotConfigured")]
    public async Task The_verdict_follows_from_all_answers(string a, string b, string c, string expected)
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        var edks = made.EncryptedDataKeys;
        string[] answers = [a, b, c];
        for (var i = 0; i < 3; i++)
        {
            if (Enum.TryParse<KeyUnavailableReason>(answers[i], out var reason))
                All[i].Fault = new KeyUnavailableException(reason, "why " + answers[i]);
            if (answers[i] == "foreign")
                edks = edks.SetItem(i, new EncryptedDataKey("other " + i, [], [1]));
        }
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
            await multi.UnwrapAsync(new UnwrapRequest("pii", Tenant2, 1, edks, _ => true)));      // another context: who answers, refuses
        if (expected == "authentication")
        {
            Assert.Equal(new CiphertextAuthenticationException().Message, Assert.IsType<CiphertextAuthenticationException>(error).Message);
            return;
        }
        var unavailable = Assert.IsType<KeyUnavailableException>(error);
        Assert.Equal(expected, unavailable.Reason.ToString());
        Assert.Contains("'pii'", unavailable.Message, StringComparison.Ordinal);
        foreach (var answer in answers.Where(answer => Enum.TryParse<KeyUnavailableReason>(answer, out _)))
            Assert.Contains("why " + answer, unavailable.Message, StringComparison.Ordinal);
        foreach (var keyring in All)
            Assert.Equal(1, keyring.Unwrapped);
    }

    /// <summary>A candidate that does not fit the record's commitment is no answer: the next is asked.</summary>
    [Fact]
    public async Task A_key_that_is_not_accepted_does_not_mask_the_right_one()
    {
        using var multi = Multi();
        using var other = await _a.GenerateAsync(Request());
        using var made = await multi.GenerateAsync(Request());
        var key = made.Key.ToArray();
        using var opened = await multi.UnwrapAsync(new UnwrapRequest("pii", Tenant1, 1, [.. other.EncryptedDataKeys, made.EncryptedDataKeys[1]], lease => lease.Key.SequenceEqual(key)));
        Assert.Equal(key, opened.Key.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Writing_fails_while_one_is_down(int down)
    {
        using var multi = Multi();
        All[down].Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "it is disabled");
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request()));
        Assert.Equal(KeyUnavailableReason.Disabled, error.Reason);
        Assert.Contains($"keyring-{"abc"[down]} (Disabled): it is disabled", error.Message, StringComparison.Ordinal);
        All[down].Fault = null;
        using var made = await multi.GenerateAsync(Request());
        Assert.Equal(3, made.EncryptedDataKeys.Length);
    }

    /// <summary>Retrying helps only if every failure may pass.</summary>
    [Fact]
    public async Task Writing_is_transient_only_if_all_failures_are()
    {
        using var multi = Multi();
        _b.Fault = Down();
        _c.Fault = new KeyUnavailableException(KeyUnavailableReason.AccessDenied, "never");
        Assert.False((await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request()))).IsTransient);
        _c.Fault = Down();
        Assert.True((await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request()))).IsTransient);
    }

    [Theory]
    [InlineData(2, "b", "a c")]
    [InlineData(2, "a", "b c")]
    [InlineData(1, "a b", "c")]
    [InlineData(1, "a c", "b")]
    [InlineData(2, "a b", null)]
    [InlineData(2, "b c", null)]
    [InlineData(1, "a b c", null)]
    public async Task Writing_with_fewer_is_an_explicit_option(int minimum, string down, string? wrappers)
    {
        using var multi = Multi(new() { MinimumWraps = minimum });
        foreach (var name in down.Split(' '))
            All[name[0] - 'a'].Fault = Down();
        if (wrappers is null)
        {
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request()));
            return;
        }
        using var made = await multi.GenerateAsync(Request());
        Assert.Equal(wrappers.Split(' '), made.EncryptedDataKeys.Select(edk => edk.ProviderId));
        Assert.Equal(down.Split(' ').Length, _log.Warnings.Count());
    }

    [Fact]
    public async Task Only_members_with_a_key_for_the_name_wrap_and_open()
    {
        using var multi = new MultiKeyring([new("keyring-a", _a, ["pii"]), new("keyring-b", _b, ["pii", "cards"]), new("keyring-c", _c, ["cards"])]);
        using var made = await multi.GenerateAsync(Request());
        Assert.Equal(["a", "b"], made.EncryptedDataKeys.Select(edk => edk.ProviderId));
        using var cards = await multi.GenerateAsync(Request() with { KeyName = "cards" });
        Assert.Equal(["b", "c"], cards.EncryptedDataKeys.Select(edk => edk.ProviderId));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request() with { KeyName = "other" }));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Contains("'other'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_hangs_holds_up_reading_for_its_time_limit_only()
    {
        using var multi = Multi(new() { MemberTimeout = TimeSpan.FromSeconds(2) });
        using var made = await multi.GenerateAsync(Request());
        _a.Gate = new TaskCompletionSource().Task;
        var reading = multi.UnwrapAsync(Unwrap(made)).AsTask();
        Assert.InRange(await _time.EndsAsync(reading), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2.1));
        using var opened = await reading;
        Assert.Equal("b", opened.EncryptedDataKeys[0].ProviderId);
        Assert.Contains("keyring-a", _log.Warnings.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_answer_of_a_call_that_cannot_be_cancelled_is_wiped()
    {
        var deaf = new DeafKeyring(_a);
        using var multi = new MultiKeyring([new("deaf", deaf), new("keyring-b", _b)], new() { MemberTimeout = TimeSpan.FromSeconds(2) }, _time);
        using var made = await multi.GenerateAsync(Request());
        deaf.Gate = new TaskCompletionSource();
        var reading = multi.UnwrapAsync(Unwrap(made)).AsTask();
        await _time.EndsAsync(reading);
        (await reading).Dispose();
        deaf.Gate.SetResult();
        await Eventually.HoldsAsync(() => deaf.Last?.Key.SequenceEqual(new byte[32]) == true);
    }

    /// <summary>Not every reading waits for a member that does not answer; after a while it has its place again.</summary>
    [Fact]
    public async Task A_member_that_was_down_is_asked_last_for_a_while()
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        _a.Fault = Down();
        (await multi.UnwrapAsync(Unwrap(made))).Dispose();
        (await multi.UnwrapAsync(Unwrap(made))).Dispose();
        Assert.Equal((1, 2), (_a.Unwrapped, _b.Unwrapped));
        Assert.Single(_log.Warnings);
        _a.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(30));
        (await multi.UnwrapAsync(Unwrap(made))).Dispose();
        Assert.Equal((2, 2), (_a.Unwrapped, _b.Unwrapped));
        Assert.Contains(_log.Messages, message => message.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_fault_of_a_member()
    {
        using var multi = Multi();
        using var made = await multi.GenerateAsync(Request());
        _a.Gate = new TaskCompletionSource().Task;
        using var impatient = new CancellationTokenSource();
        var reading = multi.UnwrapAsync(Unwrap(made), impatient.Token).AsTask();
        await Eventually.HoldsAsync(() => _a.Unwrapped == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, _b.Unwrapped);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task A_failed_making_leaves_no_key()
    {
        var watched = new DeafKeyring(_a);
        using var multi = new MultiKeyring([new("a", watched), new("b", _b)]);
        _b.Fault = Down();
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.GenerateAsync(Request()));
        Assert.Equal(new byte[32], watched.Last!.Key.ToArray());
    }

    [Fact]
    public async Task Rewrapping_puts_the_data_key_under_all_members_of_now()
    {
        using var made = await _a.GenerateAsync(Request());
        using var multi = Multi();
        var key = made.Key.ToArray();
        var shown = new List<EncryptedDataKey>();
        var edks = await multi.RewrapAsync(new UnwrapRequest("pii", Tenant1, 1, made.EncryptedDataKeys, lease =>
        {
            shown.AddRange(lease.EncryptedDataKeys);
            return lease.Key.SequenceEqual(key);
        }));
        Assert.Equal(["a", "b", "c"], edks.Select(edk => edk.ProviderId));
        Assert.Equal([.. made.EncryptedDataKeys, .. edks], shown);
        Assert.DoesNotContain(made.EncryptedDataKeys[0], edks);
    }

    /// <summary>Less would drop what the missing member can still open.</summary>
    [Fact]
    public async Task Rewrapping_needs_all_members_whatever_writing_needs()
    {
        using var multi = Multi(new() { MinimumWraps = 1 });
        using var made = await multi.GenerateAsync(Request());
        _c.Fault = Down();
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await multi.RewrapAsync(Unwrap(made)));
    }

    [Fact]
    public async Task Evicting_reaches_the_members()
    {
        var inner = new EvictingKeyring(_a);
        using var multi = new MultiKeyring([new("a", inner), new("b", _b)]);
        await multi.EvictAsync("pii");
        Assert.Equal(["pii"], inner.Evicted);
    }

    [Fact]
    public async Task Members_are_disposed_once()
    {
        var multi = Multi();
        await multi.DisposeAsync();
        multi.Dispose();
        Assert.All(All, keyring => Assert.Equal(1, keyring.Disposals));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await multi.GenerateAsync(Request()));
        var other = new ScriptedKeyring();
        new MultiKeyring([new("other", other)]).Dispose();
        Assert.Equal(1, other.Disposals);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new MultiKeyring([]));
        Assert.Throws<ArgumentException>(() => new MultiKeyring(Enumerable.Range(0, 9).Select(i => new MultiKeyringMember($"{i}", _a))));
        Assert.Contains("one name", Assert.Throws<ArgumentException>(() => new MultiKeyring([new("a", _a), new("a", _b)])).Message, StringComparison.Ordinal);
        Assert.Contains("MinimumWraps", Assert.Throws<ArgumentException>(() => Multi(new() { MinimumWraps = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("MemberTimeout", Assert.Throws<ArgumentException>(() => Multi(new() { MemberTimeout = TimeSpan.Zero })).Message, StringComparison.Ordinal);
    }

    /// <summary>Real keys: what two key files wrapped, either opens.</summary>
    [Fact]
    public async Task Two_local_keyrings_open_each_others_data()
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-");
        try
        {
            string[] files = [Path.Combine(folder.FullName, "1.key"), Path.Combine(folder.FullName, "2.key")];
            using var multi = new MultiKeyring(files.Select((file, i) => new MultiKeyringMember($"local-{i}", LocalKeyring.ForDevelopment(file))));
            using var made = await multi.GenerateAsync(Request());
            foreach (var file in files)
            {
                using var alone = LocalKeyring.ForDevelopment(file);
                using var opened = await alone.UnwrapAsync(Unwrap(made));
                Assert.True(opened.Key.SequenceEqual(made.Key));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private MultiKeyring Multi(MultiKeyringOptions? options = null) =>
        new([new("keyring-a", _a), new("keyring-b", _b), new("keyring-c", _c)], options, _time, _log);

    private static KeyUnavailableException Down() => new(KeyUnavailableReason.Unreachable, "down");

    private static DataKeyRequest Request() => new("pii", Tenant1, 1, 1, 1);

    private static UnwrapRequest Unwrap(DataKeyLease made) => new("pii", Tenant1, 1, made.EncryptedDataKeys, _ => true);

    /// <summary>Ignores cancellation, as native calls do, and remembers the last key that it gave.</summary>
    private sealed class DeafKeyring(ScriptedKeyring inner) : IWrappingKeyring
    {
        public TaskCompletionSource? Gate { get; set; }

        public KmsGuard.Keys.KeyMaterial? Last { get; private set; }

        public async ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => Watch(await inner.GenerateAsync(request, CancellationToken.None));

        public async ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            if (Gate is not null)
                await Gate.Task;
            return Watch(await inner.UnwrapAsync(request, CancellationToken.None));
        }

        public ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default) => inner.WrapAsync(dataKey, request, CancellationToken.None);

        private DataKeyLease Watch(DataKeyLease lease)
        {
            Last = lease.Material;
            return lease;
        }
    }

    private sealed class EvictingKeyring(ScriptedKeyring inner) : IWrappingKeyring, IEvictingKeyring
    {
        public List<string> Evicted { get; } = [];

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) => inner.GenerateAsync(request, cancellationToken);

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => inner.UnwrapAsync(request, cancellationToken);

        public ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default) => inner.WrapAsync(dataKey, request, cancellationToken);

        public ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
        {
            Evicted.Add(keyName);
            return default;
        }
    }
}
