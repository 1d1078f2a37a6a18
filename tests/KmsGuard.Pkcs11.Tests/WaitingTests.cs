using KmsGuard.Pkcs11.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>Calls that take long, callers that leave, sessions that are few. SoftHSM answers at once, so its calls are held back here.</summary>
public class WaitingTests
{
    [Theory]
    [InlineData("C_Initialize")]
    [InlineData("C_GetSlotList")]
    [InlineData("C_OpenSession")]
    [InlineData("C_Login")]
    [InlineData("C_FindObjects")]
    [InlineData("C_Encrypt")]
    public async Task A_call_that_hangs_is_given_up_and_the_next_works_when_it_is_back(string hanging)
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var module = new FaultyCryptoki { Before = function => function == hanging ? gate.Hold() : null };
        await using (var keyring = module.Keyring(token, time: time))
        {
            var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
            await gate.ReachedAsync();
            Assert.False(call.IsCompleted);
            time.Advance(TimeSpan.FromSeconds(10));
            var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
            Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
            Assert.True(error.IsTransient);
            Assert.Contains("10 s", error.Message, StringComparison.Ordinal);
            module.Before = static _ => null;
            gate.Open();
            await WorksAgainAsync(keyring);
            Assert.False(module.Shared);
        }
        await GoneAsync(token);
    }

    /// <summary>While one call hangs the others go on, in other sessions: its own is never used again.</summary>
    [Fact]
    public async Task A_session_in_which_a_call_hangs_is_not_used_again()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        nuint hung = 0;
        var usedAgain = false;
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token, time: time))
        {
            await keyring.RoundTripAsync();
            module.BeforeInSession = (function, session) =>
            {
                if (function == "C_Encrypt" && Interlocked.CompareExchange(ref hung, session, 0) == 0)
                    return gate.Hold();
                usedAgain |= session == hung && function != "C_CloseSession";
                return null;
            };
            var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
            await gate.ReachedAsync();
            time.Advance(TimeSpan.FromSeconds(10));
            await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
            for (var i = 0; i < 20; i++)
                await keyring.RoundTripAsync();
            gate.Open();
            for (var i = 0; i < 20; i++)
                await keyring.RoundTripAsync();
            Assert.False(usedAgain);
        }
        await GoneAsync(token);
    }

    /// <summary>No more threads are given to a module that swallows them; they come back with it.</summary>
    [Fact]
    public async Task When_every_call_hangs_no_more_are_made()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token, options => options.MaxSessions = 3, time))
        {
            await keyring.RoundTripAsync();
            module.Before = function => function == "C_Encrypt" ? gate.Hold() : null;
            for (var round = 0; round < 3; round++)
            {
                var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
                await gate.ReachedAsync();
                time.Advance(TimeSpan.FromSeconds(10));
                await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
            }
            var calls = module.Calls("C_Encrypt");
            await keyring.IsUnavailableAsync(KeyUnavailableReason.Timeout);
            await keyring.IsUnavailableAsync(KeyUnavailableReason.Timeout);
            Assert.Equal(calls, module.Calls("C_Encrypt"));

            module.Before = static _ => null;
            gate.Open();
            await WorksAgainAsync(keyring);
        }
        await GoneAsync(token);
    }

    /// <summary>A login whose answer is missing may have been a wrong try: another is not made beside it.</summary>
    [Fact]
    public async Task While_a_login_hangs_no_other_is_tried()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var module = new FaultyCryptoki { Before = function => function == "C_Login" ? gate.Hold() : null };
        byte[] pin = [.. "4321"u8];
        await using var keyring = module.Keyring(token, options => options.Pin = _ => new ValueTask<byte[]>(pin), time);
        var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
        await gate.ReachedAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
        await keyring.IsUnavailableAsync(KeyUnavailableReason.Timeout);
        Assert.Equal(1, module.Calls("C_Login"));
        // It may still read it.
        Assert.Equal("4321"u8.ToArray(), pin);
        gate.Open();
        await UntilAsync(async () => (await Assert.ThrowsAsync<KeyUnavailableException>(() => keyring.GenerateAsync(Requests.Generate()).AsTask().InTime())).Reason == KeyUnavailableReason.PinIncorrect);
        Assert.Equal(1, module.Calls("C_Login"));
        Assert.Equal(new byte[4], pin);
    }

    [Fact]
    public async Task A_PIN_that_does_not_come_is_given_up()
    {
        var token = new TestToken();
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var keyring = new FaultyCryptoki().Keyring(
            token,
            options => options.Pin = async cancellationToken =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
            time);
        var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
        await asked.Task.InTime();
        // The clock for the PIN is set just after it is asked for.
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(call.IsCompleted);
        });
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => call.InTime());
        Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
        Assert.Contains("Pkcs11Options.Pin", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("C_Initialize")]
    [InlineData("C_OpenSession")]
    [InlineData("C_Login")]
    [InlineData("C_FindObjects")]
    [InlineData("C_Encrypt")]
    public async Task A_caller_who_leaves_leaves_at_once_and_disturbs_nobody(string during)
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var module = new FaultyCryptoki { Before = function => function == during ? gate.Hold() : null };
        await using (var keyring = module.Keyring(token))
        {
            using var leave = new CancellationTokenSource();
            var left = keyring.GenerateAsync(Requests.Generate(), leave.Token).AsTask();
            await gate.ReachedAsync();
            var stays = keyring.GenerateAsync(Requests.Generate()).AsTask();
            await leave.CancelAsync();
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.InTime());
            Assert.Equal(leave.Token, error.CancellationToken);
            gate.Open();
            using var made = await stays.InTime();
            await keyring.RoundTripAsync();
            Assert.Equal(1, module.Calls("C_Login"));
        }
        await GoneAsync(token);
    }

    [Fact]
    public async Task Who_comes_cancelled_causes_no_call()
    {
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(new TestToken());
        var cancelled = new CancellationToken(canceled: true);
        var edk = new EncryptedDataKey("kmsguard-pkcs11", [.. "kek"u8, 0, 0, 0, 128, 0, 0, 0, 12, .. new byte[12]], new byte[48]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keyring.GenerateAsync(Requests.Generate(), cancelled).AsTask().InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keyring.UnwrapAsync(Requests.Unwrap(edk), cancelled).AsTask().InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keyring.RewrapAsync(Requests.Unwrap(edk), cancelled).AsTask().InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keyring.CheckAsync(cancelled).AsTask().InTime());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keyring.CreateKeyAsync("pii", cancelled).AsTask().InTime());
        Assert.Equal(0, module.Calls("C_Initialize"));
    }

    /// <summary>All sessions are in use: the next waits in a queue, leaves it when cancelled, and is told when it waits too long.</summary>
    [Fact]
    public async Task Who_waits_for_a_session_may_leave_and_is_told_in_time()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token, options => options.MaxSessions = 2, time);
        await keyring.RoundTripAsync();
        module.Before = function => function == "C_Encrypt" ? gate.Hold() : null;
        var running = new[] { keyring.GenerateAsync(Requests.Generate()).AsTask(), keyring.GenerateAsync(Requests.Generate()).AsTask() };
        await gate.ReachedAsync(2);
        time.Advance(TimeSpan.FromSeconds(5));
        using var leave = new CancellationTokenSource();
        var leaves = keyring.GenerateAsync(Requests.Generate(), leave.Token).AsTask();
        var waits = keyring.GenerateAsync(Requests.Generate()).AsTask();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.InTime());
        Assert.False(waits.IsCompleted);
        Assert.Equal(2, module.Calls("C_Encrypt") - 2);
        gate.Open();
        foreach (var call in running.Append(waits))
            (await call.InTime()).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_session_is_told_so()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var time = new FakeTimeProvider();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token, options => options.MaxSessions = 1, time);
        await keyring.RoundTripAsync();
        var calls = module.Calls("C_Encrypt");
        module.Before = function => function == "C_Encrypt" ? gate.Hold() : null;
        var waitsFirst = keyring.GenerateAsync(Requests.Generate()).AsTask();
        await gate.ReachedAsync();
        var waits = keyring.GenerateAsync(Requests.Generate()).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => waitsFirst.InTime());
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => waits.InTime());
        Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
        Assert.Contains("MaxSessions", error.Message, StringComparison.Ordinal);
        Assert.Equal(calls + 1, module.Calls("C_Encrypt"));
    }

    [Fact]
    public async Task Sixteen_threads_share_few_sessions_and_no_session_is_shared()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token, options => options.MaxSessions = 4))
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < 50; i++)
                    await keyring.RoundTripAsync();
            })));
            Assert.False(module.Shared);
            Assert.Equal(1, module.Calls("C_Login"));
            Assert.InRange(token.Sessions, 2, 5);
        }
        await GoneAsync(token);
    }

    /// <summary>A token with three sessions: one keeps it logged in, two work.</summary>
    [Fact]
    public async Task A_tokens_own_limit_is_kept()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var module = new FaultyCryptoki { Token = static info => info with { MaxSessions = 3 } };
        await using var keyring = module.Keyring(token, options => options.MaxSessions = 8);
        await keyring.RoundTripAsync();
        var before = module.Calls("C_Encrypt");
        module.Before = function => function == "C_Encrypt" ? gate.Hold() : null;
        var calls = Enumerable.Range(0, 8).Select(_ => keyring.GenerateAsync(Requests.Generate()).AsTask()).ToArray();
        await gate.ReachedAsync(2);
        // A third would have had the time to come.
        await Task.Delay(300);
        Assert.Equal(2, module.Calls("C_Encrypt") - before);
        Assert.Equal(3, module.OpenSessions);
        gate.Open();
        foreach (var call in calls)
            (await call.InTime()).Dispose();
        Assert.Equal(3, module.OpenSessions);
    }

    /// <summary>Other processes hold the token's sessions: waited for, and told in the end.</summary>
    [Fact]
    public async Task A_token_without_a_free_session_is_waited_for()
    {
        var token = new TestToken();
        token.Import();
        var refusals = 3;
        var module = new FaultyCryptoki { Before = function => function == "C_OpenSession" && Interlocked.Decrement(ref refusals) >= 0 ? 0xB1u : null };
        await using (var keyring = module.Keyring(token))
        {
            await keyring.RoundTripAsync();
            Assert.True(refusals < 0);
        }
        module.Before = static function => function == "C_OpenSession" ? 0xB1u : null;
        await using var unlucky = module.Keyring(token, options => options.Timeout = TimeSpan.FromMilliseconds(200));
        var error = await unlucky.IsUnavailableAsync(KeyUnavailableReason.Throttled);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_disposed_keyring_does_nothing_and_may_be_disposed_again()
    {
        var token = new TestToken();
        token.Import();
        var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        keyring.Dispose();
        keyring.Dispose();
        await keyring.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => keyring.GenerateAsync(Requests.Generate()).AsTask().InTime());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime());
        Assert.Equal(0, token.Sessions);
        token.Keyring().Dispose();
    }

    /// <summary>Disposed while calls run and callers wait: each ends, in success or in being told.</summary>
    [Fact]
    public async Task Disposal_under_way_ends_every_call()
    {
        var token = new TestToken();
        token.Import();
        for (var round = 0; round < 5; round++)
        {
            var keyring = token.Keyring(options => options.MaxSessions = 2);
            var calls = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
            {
                while (true)
                    await keyring.RoundTripAsync();
            })).ToArray();
            await Task.Delay(round * 10);
            await keyring.DisposeAsync().AsTask().InTime();
            foreach (var call in calls)
                await Assert.ThrowsAsync<ObjectDisposedException>(() => call.InTime());
            Assert.Equal(0, token.Sessions);
        }
    }

    [Fact]
    public async Task Disposal_while_the_PIN_is_awaited_ends_the_wait()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = new TestToken();
        var keyring = token.Keyring(options => options.Pin = async cancellationToken =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        });
        var call = keyring.GenerateAsync(Requests.Generate()).AsTask();
        await asked.Task.InTime();
        await keyring.DisposeAsync().AsTask().InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.InTime());
        Assert.Equal(0, token.Sessions);
    }

    /// <summary>What hung closes its session when it comes back, which may be after the keyring's end.</summary>
    private static Task GoneAsync(TestToken token) => UntilAsync(() => Task.FromResult(token.Sessions == 0));

    /// <summary>What hung takes a moment to come back; until then the keyring says that it hangs.</summary>
    private static Task WorksAgainAsync(Pkcs11Keyring keyring) => UntilAsync(async () =>
    {
        try
        {
            await keyring.RoundTripAsync();
            return true;
        }
        catch (KeyUnavailableException e) when (e.Reason == KeyUnavailableReason.Timeout)
        {
            return false;
        }
    });

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds())
                return;
            await Task.Delay(50);
        }
        Assert.Fail("It did not come to hold in 30 seconds.");
    }
}
