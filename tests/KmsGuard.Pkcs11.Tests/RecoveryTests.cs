using KmsGuard.Pkcs11.Native;
using KmsGuard.Pkcs11.Sessions;
using KmsGuard.Pkcs11.Tests.Support;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>What is taken from under a keyring, and how it goes on, on SoftHSM 2.</summary>
public class RecoveryTests
{
    [Fact]
    public async Task Closed_sessions_are_opened_again_and_the_token_is_logged_in_anew()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        for (var i = 1; i <= 5; i++)
        {
            token.Slot.CloseAllSessions();
            using (var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime())
                Assert.Equal(edk, Assert.Single(opened.EncryptedDataKeys));
            Assert.Equal(1 + i, token.PinsAsked);
        }
        await keyring.RoundTripAsync();
    }

    /// <summary>Logged out, a token says only that there is no such key.</summary>
    [Fact]
    public async Task A_key_is_not_told_to_be_missing_because_the_token_has_logged_out()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        await keyring.CheckAsync().AsTask().InTime();
        token.Slot.CloseAllSessions();
        await keyring.CheckAsync().AsTask().InTime();
    }

    /// <summary>A session that was at work while the connection was made anew is of the old one: closed, not kept.</summary>
    [Fact]
    public async Task A_session_that_comes_back_to_a_connection_that_is_gone_is_closed()
    {
        var token = new TestToken();
        token.Import();
        using var gate = new Gate();
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token))
        {
            await keyring.RoundTripAsync();
            var encryptions = 0;
            module.Before = function => function != "C_Encrypt"
                ? null
                : Interlocked.Increment(ref encryptions) switch
                {
                    1 => gate.Hold(),
                    2 => 0x60,
                    _ => null,
                };
            var held = keyring.GenerateAsync(Requests.Generate()).AsTask();
            await gate.ReachedAsync();
            await keyring.RoundTripAsync();
            gate.Open();
            (await held.InTime()).Dispose();
            Assert.Equal(2, token.Sessions);
        }
        Assert.Equal(0, token.Sessions);
    }

    [Fact]
    public async Task A_token_that_was_logged_out_is_logged_in_again()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        using (var session = token.Slot.OpenSession(SessionType.ReadOnly))
            session.Logout();
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        await keyring.RoundTripAsync();
        Assert.Equal(2, token.PinsAsked);
    }

    [Fact]
    public async Task A_module_that_was_finalised_is_initialised_again()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(SoftHsm.Finish());
            using var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        }
        Assert.Equal(6, token.PinsAsked);
    }

    /// <summary>Handles of before mean nothing after, though nobody says so.</summary>
    [Fact]
    public async Task A_module_that_was_finalised_and_initialised_by_others_is_gone_on_with()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var edk = await keyring.RoundTripAsync();
        Assert.True(SoftHsm.Finish());
        SoftHsm.Initialize();
        using var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime();
        await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task Two_keyrings_share_a_module_and_the_last_finalises_it()
    {
        var token = new TestToken();
        token.Import();
        Assert.True(SoftHsm.Finish());
        var first = token.Keyring();
        var second = token.Keyring();
        await first.RoundTripAsync();
        await second.RoundTripAsync();
        await first.DisposeAsync();
        await second.RoundTripAsync();
        Assert.Equal(1, token.PinsAsked);
        Assert.True(SoftHsm.IsInitialized);
        second.Dispose();
        Assert.False(SoftHsm.IsInitialized);

        // And initialised once more for those who come later.
        await using var third = token.Keyring();
        await third.RoundTripAsync();
    }

    [Fact]
    public async Task A_module_that_others_initialised_is_left_initialised()
    {
        var token = new TestToken();
        token.Import();
        await using (var keyring = token.Keyring())
        {
            await keyring.RoundTripAsync();
            Assert.Equal(2, token.Sessions);
        }
        Assert.True(SoftHsm.IsInitialized);
        Assert.Equal(0, token.Sessions);
    }

    [Fact]
    public async Task A_link_to_the_module_is_the_same_module()
    {
        var token = new TestToken();
        token.Import();
        Assert.True(SoftHsm.Finish());
        var link = Path.Combine(Directory.CreateTempSubdirectory("kmsguard-").FullName, "module.so");
        File.CreateSymbolicLink(link, SoftHsm.ModulePath);
        await using var direct = token.Keyring();
        await direct.RoundTripAsync();
        await using (var linked = token.Keyring(options => options.ModulePath = link))
            await linked.RoundTripAsync();
        await direct.RoundTripAsync();
        Assert.Equal(1, token.PinsAsked);
        Directory.Delete(Path.GetDirectoryName(link)!, recursive: true);
    }

    [Fact]
    public async Task A_token_made_anew_is_told_and_used_as_soon_as_it_has_a_key()
    {
        var token = new TestToken();
        token.Import();
        await using var keyring = token.Keyring();
        var old = await keyring.RoundTripAsync();
        token.Remake("1234");
        await keyring.IsUnavailableAsync(KeyUnavailableReason.NotFound);
        token.Import();
        await keyring.RoundTripAsync();
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => keyring.UnwrapAsync(Requests.Unwrap(old)).AsTask().InTime());
    }

    [Fact]
    public async Task A_token_made_anew_with_another_PIN_is_told_and_the_PIN_not_tried_again()
    {
        var token = new TestToken();
        token.Import();
        var pins = 0;
        await using var keyring = token.Keyring(options => options.Pin = _ =>
        {
            pins++;
            return new ValueTask<byte[]>("1234"u8.ToArray());
        });
        await keyring.RoundTripAsync();
        token.Remake("5678");
        await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        Assert.Equal(2, pins);
    }

    [Fact]
    public async Task A_token_that_is_gone_is_told_and_used_again_when_it_is_back()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        await keyring.RoundTripAsync();
        module.Before = static function => function is "C_Encrypt" or "C_OpenSession" ? 0xE0u : null;
        module.Token = info => info with { Label = "another" };
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.HsmTokenRemoved);
        Assert.False(error.IsTransient);
        Assert.Contains($"'{token.Label}'", error.Message, StringComparison.Ordinal);
        module.Before = static _ => null;
        module.Token = static info => info;
        await keyring.RoundTripAsync();
    }

    /// <summary>A broken device: the module is finalised and initialised once, not for every call; and only a module that was initialised here.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_module_is_restarted_seldom_and_only_when_it_is_ours(bool ours)
    {
        var token = new TestToken();
        token.Import();
        if (ours)
            Assert.True(SoftHsm.Finish());
        var module = new FaultyCryptoki();
        await using (var keyring = module.Keyring(token))
        {
            await keyring.RoundTripAsync();
            module.Before = static function => function is "C_Encrypt" ? 0x30u : null;
            for (var i = 0; i < 3; i++)
                await keyring.IsUnavailableAsync(KeyUnavailableReason.Unreachable);
            Assert.Equal(ours ? 1 : 0, module.Calls("C_Finalize"));
            module.Before = static _ => null;
            await keyring.RoundTripAsync();
        }
        if (!ours)
            Assert.Equal(0, token.Sessions);
    }

    /// <summary>Another keyring restarted the module between the taking of a connection and its use.</summary>
    [Fact]
    public async Task Work_whose_connection_was_made_anew_by_others_is_run_again_and_not_for_ever()
    {
        var token = new TestToken();
        var runs = 0;
        await using var client = new TokenClient(token.Options().Checked(), Cryptoki.Load, TimeProvider.System);
        Assert.Equal(3, await client.UseAsync(_ => ++runs < 3 ? throw new StaleConnectionException() : runs, CancellationToken.None).InTime());
        runs = 0;
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => client.UseAsync<int>(_ => ++runs > 0 ? throw new StaleConnectionException() : 0, CancellationToken.None).InTime());
        Assert.Equal(KeyUnavailableReason.HsmSessionLost, error.Reason);
        Assert.Equal(5, runs);
    }

    /// <summary>An error that comes once is got over wherever that can be; one that stays is told by its reason, after a few tries.</summary>
    [Theory]
    [InlineData(0x02, KeyUnavailableReason.Unreachable, false)]
    [InlineData(0x05, KeyUnavailableReason.Unreachable, true)]
    [InlineData(0x06, KeyUnavailableReason.Unreachable, true)]
    [InlineData(0x1B, KeyUnavailableReason.AccessDenied, false)]
    [InlineData(0x30, KeyUnavailableReason.Unreachable, true)]
    [InlineData(0x31, KeyUnavailableReason.Unreachable, false)]
    [InlineData(0x32, KeyUnavailableReason.HsmTokenRemoved, true)]
    [InlineData(0x50, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x54, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x60, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x62, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x63, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x68, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x70, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x71, KeyUnavailableReason.Disabled, false)]
    [InlineData(0x82, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x90, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x91, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0xB0, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0xB3, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0xE0, KeyUnavailableReason.HsmTokenRemoved, true)]
    [InlineData(0xE1, KeyUnavailableReason.HsmTokenRemoved, true)]
    [InlineData(0x101, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x190, KeyUnavailableReason.HsmSessionLost, true)]
    [InlineData(0x80000001, KeyUnavailableReason.Unreachable, false)]
    public async Task An_error_of_the_module_is_got_over_or_told(uint error, KeyUnavailableReason reason, bool recovers)
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        await using var keyring = module.Keyring(token);
        await keyring.RoundTripAsync();
        var once = 0;
        module.Before = function => function == "C_Encrypt" && Interlocked.Exchange(ref once, 1) == 0 ? error : null;
        if (recovers)
            await keyring.RoundTripAsync();
        else
            await keyring.IsUnavailableAsync(reason);

        var calls = module.Calls("C_Encrypt");
        module.Before = function => function == "C_Encrypt" ? error : null;
        var told = await keyring.IsUnavailableAsync(reason);
        Assert.Contains("C_Encrypt", told.Message, StringComparison.Ordinal);
        Assert.InRange(module.Calls("C_Encrypt") - calls, recovers ? 2 : 1, recovers ? 5 : 1);

        module.Before = static _ => null;
        await keyring.RoundTripAsync();
    }

    /// <summary>Each call of the module on the way fails once, with a lost session, and with a module that is gone.</summary>
    [Theory]
    [InlineData("C_GetSlotList")]
    [InlineData("C_OpenSession")]
    [InlineData("C_GetSessionInfo")]
    [InlineData("C_Login")]
    [InlineData("C_FindObjects")]
    [InlineData("C_GetAttributeValue")]
    [InlineData("C_Encrypt")]
    [InlineData("C_Decrypt")]
    public async Task A_fault_in_any_call_is_got_over(string faulty)
    {
        var token = new TestToken();
        token.Import();
        foreach (var error in new uint[] { 0xB3, 0x190, 0x05 })
        {
            var once = 0;
            var module = new FaultyCryptoki();
            module.Before = function => function == faulty && Interlocked.Exchange(ref once, 1) == 0 ? error : null;
            await using (var keyring = module.Keyring(token))
            {
                // What was just wrapped did not open: told as an unfit profile, for once.
                if (faulty == "C_Decrypt" && error == 0x05)
                    await keyring.IsUnavailableAsync(KeyUnavailableReason.Disabled);
                await keyring.RoundTripAsync();
            }
            Assert.Equal(1, once);
            Assert.Equal(0, token.Sessions);
        }
    }
}
