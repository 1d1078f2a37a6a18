using System.Text;
using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>A wrong PIN is tried once: a few wrong ones lock a token (though not SoftHSM's).</summary>
public class PinTests
{
    [Fact]
    public async Task A_wrong_PIN_is_tried_once_however_many_ask()
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki();
        var pin = "not-it-77";
        await using var keyring = module.Keyring(token, options => options.Pin = _ => new ValueTask<byte[]>(Encoding.UTF8.GetBytes(pin)));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect)));
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        Assert.Equal(1, module.Calls("C_Login"));
        Assert.False(error.IsTransient);
        Assert.DoesNotContain(pin, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(token.Label, error.Message, StringComparison.Ordinal);

        // Not by a right PIN either, until somebody says so.
        pin = token.Pin;
        await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        Assert.Equal(1, module.Calls("C_Login"));
        keyring.ResetPin();
        await keyring.RoundTripAsync();
        Assert.Equal(2, module.Calls("C_Login"));
    }

    [Theory]
    [InlineData(0xA0, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0xA1, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0xA2, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0xA3, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0x102, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0xA4, KeyUnavailableReason.PinLocked)]
    public async Task Each_way_to_refuse_a_PIN_ends_the_tries(uint answer, KeyUnavailableReason reason)
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki { Before = function => function == "C_Login" ? answer : null };
        await using var keyring = module.Keyring(token);
        await keyring.IsUnavailableAsync(reason);
        await keyring.IsUnavailableAsync(reason);
        Assert.Equal(1, module.Calls("C_Login"));
    }

    /// <summary>A process that starts again and again with a wrong PIN must not be what locks the token.</summary>
    [Theory]
    [InlineData(0x20000u, KeyUnavailableReason.PinIncorrect)]
    [InlineData(0x40000u, KeyUnavailableReason.PinLocked)]
    public async Task A_token_with_one_try_left_or_none_is_not_tried(uint flag, KeyUnavailableReason reason)
    {
        var token = new TestToken();
        token.Import();
        var module = new FaultyCryptoki { Token = info => info with { Flags = info.Flags | flag } };
        await using var keyring = module.Keyring(token);
        await keyring.IsUnavailableAsync(reason);
        Assert.Equal(0, module.Calls("C_Login"));
        Assert.Equal(0, token.PinsAsked);
        module.Token = static info => info;
        await keyring.RoundTripAsync();
    }

    /// <summary>Its caller left, the login went on and was refused: that counts.</summary>
    [Fact]
    public async Task A_PIN_refused_when_nobody_waits_any_longer_is_not_tried_again()
    {
        var token = new TestToken();
        token.Import();
        using var reached = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        var module = new FaultyCryptoki
        {
            Before = function =>
            {
                if (function != "C_Login")
                    return null;
                reached.Release();
                go.Wait(TimeSpan.FromSeconds(30));
                return 0xA0;
            },
        };
        await using var keyring = module.Keyring(token);
        using var leave = new CancellationTokenSource();
        var left = keyring.GenerateAsync(Requests.Generate(), leave.Token).AsTask();
        Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(30)));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.InTime());
        go.Set();
        await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        Assert.Equal(1, module.Calls("C_Login"));
    }

    [Fact]
    public async Task The_PIN_is_wiped_after_the_login()
    {
        var token = new TestToken();
        token.Import();
        byte[] right = [.. "1234"u8], wrong = [.. "4321"u8];
        await using (var keyring = token.Keyring(options => options.Pin = _ => new ValueTask<byte[]>(wrong)))
            await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect);
        await using (var keyring = token.Keyring(options => options.Pin = _ => new ValueTask<byte[]>(right)))
            await keyring.RoundTripAsync();
        Assert.Equal(new byte[4], wrong);
        Assert.Equal(new byte[4], right);
    }

    [Fact]
    public async Task A_PIN_that_cannot_be_had_is_told_and_asked_for_again()
    {
        var token = new TestToken();
        token.Import();
        Func<ValueTask<byte[]>> source = () => throw new InvalidOperationException("vault is sealed");
        await using var keyring = token.Keyring(options => options.Pin = _ => source());
        var error = await keyring.IsUnavailableAsync(KeyUnavailableReason.Unreachable);
        Assert.True(error.IsTransient);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        source = () => new ValueTask<byte[]>(Encoding.UTF8.GetBytes(token.Pin));
        await keyring.RoundTripAsync();
    }

    [Fact]
    public async Task Without_a_PIN_the_option_is_named()
    {
        var token = new TestToken();
        await using var keyring = token.Keyring(options => options.Pin = null);
        Assert.Contains("Pkcs11Options.Pin is not set", (await keyring.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PIN_comes_from_a_file_or_the_environment()
    {
        var token = new TestToken();
        token.Import();
        var file = Path.GetTempFileName();
        var variable = $"KMSGUARD_TEST_PIN_{Guid.NewGuid():N}";
        try
        {
            foreach (var text in new[] { "1234", "1234\n", "1234\r\n" })
            {
                await File.WriteAllTextAsync(file, text);
                await using var keyring = token.Keyring(options => options.Pin = Pkcs11Pin.FromFile(file));
                await keyring.RoundTripAsync();
            }
            await using (var unset = token.Keyring(options => options.Pin = Pkcs11Pin.FromEnvironment(variable)))
                Assert.Contains(variable, (await unset.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect)).Message, StringComparison.Ordinal);
            Environment.SetEnvironmentVariable(variable, "1234");
            await using (var set = token.Keyring(options => options.Pin = Pkcs11Pin.FromEnvironment(variable)))
                await set.RoundTripAsync();
        }
        finally
        {
            File.Delete(file);
            Environment.SetEnvironmentVariable(variable, null);
        }
        await using var missing = token.Keyring(options => options.Pin = Pkcs11Pin.FromFile(file));
        Assert.Contains(file, (await missing.IsUnavailableAsync(KeyUnavailableReason.PinIncorrect)).Message, StringComparison.Ordinal);
    }
}
