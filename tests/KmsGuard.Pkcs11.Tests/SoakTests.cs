using System.Globalization;
using System.Security.Cryptography;
using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>16 threads on SoftHSM while its sessions are closed, it is logged out and finalised, at random. 5 seconds, or as many as KMSGUARD_SOAK_SECONDS says:
/// <c>KMSGUARD_SOAK_SECONDS=60 dotnet test --project tests/KmsGuard.Pkcs11.Tests --filter-class '*SoakTests'</c></summary>
public class SoakTests
{
    private const int Threads = 16;
    private const int MaxSessions = 6;

    [Fact]
    public async Task Whatever_is_taken_from_under_it_no_result_is_wrong_and_no_session_leaks()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("KMSGUARD_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : 5;
        var token = new TestToken();
        token.Import();
        // Between calls of the module and not during them: SoftHSM would crash, and no keyring can help that.
        using var calm = new ReaderWriterLockSlim();
        var module = new FaultyCryptoki { Calm = calm };
        // And one session, its own, just before a call in it.
        module.BeforeInSession = (function, session) =>
        {
            if (session != 0 && function != "C_CloseSession" && RandomNumberGenerator.GetInt32(200) == 0)
                SoftHsm.Functions.C_CloseSession(session);
            return null;
        };
        using var end = new CancellationTokenSource();
        int done = 0, unavailable = 0, kills = 0;
        await using var keyring = module.Keyring(token, options => options.MaxSessions = MaxSessions);
        await keyring.CheckAsync().AsTask().InTime();

        var workers = Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            (EncryptedDataKey Edk, byte[] Key)? known = null;
            while (!end.IsCancellationRequested)
            {
                try
                {
                    if (known is { } before)
                        await OpensAsync(keyring, before.Edk, before.Key);
                    using var made = await keyring.GenerateAsync(Requests.Generate()).AsTask().InTime();
                    known = (made.EncryptedDataKeys[0], made.Key.ToArray());
                    Interlocked.Increment(ref done);
                }
                catch (KeyUnavailableException)
                {
                    Interlocked.Increment(ref unavailable);
                }
            }
        })).ToArray();
        var killer = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await Task.Delay(RandomNumberGenerator.GetInt32(5, 60));
                calm.EnterWriteLock();
                try
                {
                    Kill(token, RandomNumberGenerator.GetInt32(10));
                    kills++;
                }
                finally
                {
                    calm.ExitWriteLock();
                }
            }
        });
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await end.CancelAsync();
        await Task.WhenAll([.. workers, killer]).WaitAsync(TimeSpan.FromSeconds(60));
        module.BeforeInSession = null;

        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds} s: {done} data keys made and opened, {unavailable} unavailable, {kills} kills");
        Assert.True(kills > 0 && done > 0, $"{done} done, {kills} kills");
        Assert.False(module.Shared, "Two threads were in one session.");
        await keyring.RoundTripAsync();
        Assert.InRange(token.Sessions, 2, MaxSessions + 1);
    }

    private static async Task OpensAsync(Pkcs11Keyring keyring, EncryptedDataKey edk, byte[] key)
    {
        using (var opened = await keyring.UnwrapAsync(Requests.Unwrap(edk)).AsTask().InTime())
            Assert.Equal(key, opened.Key.ToArray());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
        {
            try
            {
                await keyring.UnwrapAsync(Requests.Unwrap(edk) with { Context = EncryptionContext.Empty }).AsTask().InTime();
            }
            catch (KeyUnavailableException e)
            {
                throw new CiphertextAuthenticationException(e.Message);
            }
        });
    }

    private static void Kill(TestToken token, int how)
    {
        if (how == 0)
        {
            SoftHsm.Finish();
            return;
        }
        SoftHsm.Initialize();
        if (how < 4)
        {
            using var session = token.Slot.OpenSession(Net.Pkcs11Interop.Common.SessionType.ReadOnly);
            SoftHsm.Functions.C_Logout(session.SessionId);
        }
        else
        {
            token.Slot.CloseAllSessions();
        }
    }
}
