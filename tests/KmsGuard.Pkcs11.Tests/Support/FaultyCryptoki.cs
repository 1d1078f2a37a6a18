using System.Collections.Concurrent;
using KmsGuard.Pkcs11.Native;

namespace KmsGuard.Pkcs11.Tests.Support;

/// <summary>The real module with faults that cannot be provoked in SoftHSM: before each call <see cref="Before"/> may answer with an error, wait, or do something to the module.</summary>
internal sealed class FaultyCryptoki : ICryptoki
{
    private readonly Cryptoki _real = Cryptoki.Load(SoftHsm.ModulePath);
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentDictionary<nuint, int> _sessionUsers = new();

    /// <summary>Given the function's name: an error to answer with, or null to make the real call.</summary>
    internal Func<string, uint?> Before { get; set; } = static _ => null;

    /// <summary>As <see cref="Before"/>, given the session too.</summary>
    internal Func<string, nuint, uint?>? BeforeInSession { get; set; }

    /// <summary>Changes what the token says of itself.</summary>
    internal Func<TokenInfo, TokenInfo> Token { get; set; } = static info => info;

    /// <summary>Changes what C_Encrypt has written: output, its length, the IV.</summary>
    internal EncryptedHook? Encrypted { get; set; }

    /// <summary>Before C_Decrypt: gives the error to answer with, or null.</summary>
    internal Func<byte[], uint?> Decrypting { get; set; } = static _ => null;

    /// <summary>How an HSM that makes IVs makes them.</summary>
    internal IvHook MakeIv { get; set; } = System.Security.Cryptography.RandomNumberGenerator.Fill;

    internal int ReadWriteSessions { get; private set; }

    internal delegate void IvHook(Span<byte> iv);

    internal delegate void EncryptedHook(Span<byte> iv, Span<byte> output, ref int length);

    /// <summary>Held for writing by who does to the module what no call of it would survive.</summary>
    internal ReaderWriterLockSlim? Calm { get; set; }

    /// <summary>Whether two threads were ever in one session at once.</summary>
    internal bool Shared { get; private set; }

    internal int Calls(string function) => _calls.GetValueOrDefault(function);

    internal int OpenSessions => Calls("C_OpenSession") - Calls("C_CloseSession");

    internal Pkcs11Keyring Keyring(TestToken token, Action<Pkcs11Options>? change = null, TimeProvider? time = null)
    {
        var options = token.Options();
        change?.Invoke(options);
        return new Pkcs11Keyring(options, _ => this, time);
    }

    public uint Initialize() => Run("C_Initialize", 0, _real.Initialize);

    public uint Finish() => Run("C_Finalize", 0, _real.Finish);

    public uint GetSlots(out nuint[] slots)
    {
        nuint[] found = [];
        var result = Run("C_GetSlotList", 0, () => _real.GetSlots(out found));
        slots = found;
        return result;
    }

    public uint GetTokenInfo(nuint slot, out TokenInfo info)
    {
        TokenInfo real = default;
        var result = Run("C_GetTokenInfo", 0, () => _real.GetTokenInfo(slot, out real));
        info = result == 0 ? Token(real) : real;
        return result;
    }

    public uint OpenSession(nuint slot, bool readWrite, out nuint session)
    {
        nuint opened = 0;
        if (readWrite)
            ReadWriteSessions++;
        var result = Run("C_OpenSession", 0, () => _real.OpenSession(slot, readWrite, out opened));
        session = opened;
        return result;
    }

    public uint CloseSession(nuint session) => Run("C_CloseSession", session, () => _real.CloseSession(session));

    public uint GetSessionState(nuint session, out nuint state)
    {
        nuint real = 0;
        var result = Run("C_GetSessionInfo", session, () => _real.GetSessionState(session, out real));
        state = real;
        return result;
    }

    public uint Login(nuint session, byte[]? pin) => Run("C_Login", session, () => _real.Login(session, pin));

    public uint FindObjects(nuint session, CkAttribute[] template, Span<nuint> found, out int count)
    {
        count = 0;
        return Enter("C_FindObjects", session) ?? Leave(session, _real.FindObjects(session, template, found, out count));
    }

    public uint GetAttribute(nuint session, nuint key, uint type, Span<byte> value, out int length)
    {
        length = -1;
        return Enter("C_GetAttributeValue", session) ?? Leave(session, _real.GetAttribute(session, key, type, value, out length));
    }

    public uint GenerateKey(nuint session, uint mechanism, CkAttribute[] template, out nuint key)
    {
        nuint made = 0;
        var result = Run("C_GenerateKey", session, () => _real.GenerateKey(session, mechanism, template, out made));
        key = made;
        return result;
    }

    public uint Encrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> plaintext, Span<byte> output, out int length)
    {
        length = 0;
        if (Enter("C_Encrypt", session) is { } error)
            return error;
        // What an HSM that makes IVs of its own does, over one that does not.
        if (!parameters.Iv.ContainsAnyExcept((byte)0) && Encrypted is not null)
            MakeIv(parameters.Iv);
        var result = Leave(session, _real.Encrypt(session, key, parameters, plaintext, output, out length));
        if (result == 0)
            Encrypted?.Invoke(parameters.Iv, output, ref length);
        return result;
    }

    public uint Decrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> ciphertext, Span<byte> output, out int length)
    {
        length = 0;
        if (Enter("C_Decrypt", session) is { } error)
            return error;
        return Leave(session, Decrypting(ciphertext.ToArray()) ?? _real.Decrypt(session, key, parameters, ciphertext, output, out length));
    }

    private uint Run(string function, nuint session, Func<uint> call) => Enter(function, session) ?? Leave(session, call());

    /// <summary>The error to answer with, or null when the real call is to be made and then <see cref="Leave"/>.</summary>
    private uint? Enter(string function, nuint session)
    {
        _calls.AddOrUpdate(function, 1, static (_, count) => count + 1);
        Calm?.EnterReadLock();
        // Before the fault: a call that is held back is in its session.
        if (session != 0 && _sessionUsers.AddOrUpdate(session, 1, static (_, users) => users + 1) > 1)
            Shared = true;
        if ((BeforeInSession?.Invoke(function, session) ?? Before(function)) is not { } error)
            return null;
        // A session that is told to be gone is.
        if (session != 0 && error is 0xB0 or 0xB3)
            _real.CloseSession(session);
        return Leave(session, error);
    }

    private uint Leave(nuint session, uint result)
    {
        Calm?.ExitReadLock();
        if (session != 0)
            _sessionUsers.AddOrUpdate(session, 0, static (_, users) => users - 1);
        return result;
    }
}
