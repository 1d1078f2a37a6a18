using System.Security.Cryptography;
using KmsGuard.Pkcs11.Native;
using KmsGuard.Pkcs11.Sessions;

namespace KmsGuard.Pkcs11;

/// <summary>Wraps and unwraps by CKM_AES_GCM: 12 random bytes of IV, a tag of 128 bits, and never empty additional data (NIST SP 800-38D; PKCS#11 2.40, section 2.12.3). Sizes are checked here: modules let a tag be cut.</summary>
internal static class KekCipher
{
    internal const int DataKeySize = 32;
    internal const int WrappedSize = DataKeySize + RawAesProviderInfo.TagSize;
    internal const int MaxIvSize = 16;

    /// <summary>Room for modules that want more of it than they need.</summary>
    private const int OutputSize = WrappedSize + (2 * MaxIvSize);

    /// <summary>No encryption context begins so: it would hold 19,309 pairs.</summary>
    private static ReadOnlySpan<byte> ProbeAad => "KmsGuard probe"u8;

    /// <summary>Encrypts a data key.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key-encryption key.</param>
    /// <param name="profile">Who makes the IV.</param>
    /// <param name="dataKey">32 bytes.</param>
    /// <param name="aad">Never empty.</param>
    /// <param name="iv">Receives the IV; <see cref="Pkcs11Profile.IvSize"/> bytes.</param>
    /// <param name="wrapped">Receives ciphertext || tag; <see cref="WrappedSize"/> bytes.</param>
    internal static void Wrap(KekSession session, FoundKey key, Pkcs11Profile profile, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> aad, Span<byte> iv, Span<byte> wrapped)
    {
        Encrypt(session, key.Handle, profile, dataKey, aad, iv, wrapped);
        if (iv.SequenceEqual(key.ProbeIv))
            throw Unfit("makes the same IV each time");
    }

    /// <summary>Decrypts a data key.</summary>
    /// <returns><see langword="false"/> when it was changed, or wrapped under another key or context. An error that may mean this or a broken device means this if the key still opens what it is known to open.</returns>
    internal static bool TryUnwrap(KekSession session, FoundKey key, Pkcs11Profile profile, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> aad, Span<byte> dataKey)
    {
        var result = Decrypt(session, key.Handle, profile, iv, wrapped, aad, dataKey);
        if (result == 0)
            return true;
        if (CkError.IsRefusal(result))
            return false;
        if (!CkError.MayBeRefusal(result))
            throw new CryptokiException("C_Decrypt", result);
        var probe = Probe(session, key, profile);
        CryptokiException.ThrowIfFailed(CkError.IsRefusal(probe) ? result : probe, "C_Decrypt");
        return false;
    }

    /// <summary>Wraps and unwraps a known value: the key, its permissions and the profile work.</summary>
    internal static FoundKey Try(KekSession session, nuint key, Pkcs11Profile profile)
    {
        Span<byte> known = stackalloc byte[DataKeySize];
        known.Clear();
        var iv = new byte[profile.IvSize];
        var wrapped = new byte[WrappedSize];
        Encrypt(session, key, profile, known, ProbeAad, iv, wrapped);
        var found = new FoundKey(key, iv, wrapped);
        var result = Probe(session, found, profile);
        if (CkError.IsRefusal(result) || CkError.MayBeRefusal(result))
            throw Unfit($"does not open what it has just wrapped ({CkError.Of(result).Name})");
        CryptokiException.ThrowIfFailed(result, "C_Decrypt");
        return found;
    }

    private static void Encrypt(KekSession session, nuint key, Pkcs11Profile profile, ReadOnlySpan<byte> dataKey, ReadOnlySpan<byte> aad, Span<byte> iv, Span<byte> wrapped)
    {
        Span<byte> output = stackalloc byte[OutputSize];
        if (profile.IvSource == Pkcs11IvSource.Caller)
            RandomNumberGenerator.Fill(iv);
        else
            iv.Clear();
        CryptokiException.ThrowIfFailed(session.Cryptoki.Encrypt(session.Handle, key, new GcmParameters(iv, aad, profile.EncryptIvBits), dataKey, output, out var size), "C_Encrypt");
        var expected = WrappedSize + (profile.IvSource == Pkcs11IvSource.HsmAppended ? iv.Length : 0);
        if (size != expected)
            throw Unfit($"answered with {size} bytes where {expected} are due");
        if (profile.IvSource == Pkcs11IvSource.HsmAppended)
            output.Slice(WrappedSize, iv.Length).CopyTo(iv);
        if (!iv.ContainsAnyExcept((byte)0))
            throw Unfit("made no IV");
        output[..WrappedSize].CopyTo(wrapped);
    }

    private static uint Probe(KekSession session, FoundKey key, Pkcs11Profile profile)
    {
        Span<byte> known = stackalloc byte[DataKeySize];
        var result = Decrypt(session, key.Handle, profile, key.ProbeIv, key.Probe, ProbeAad, known);
        return result == 0 && known.ContainsAnyExcept((byte)0) ? CkError.GeneralError : result;
    }

    private static uint Decrypt(KekSession session, nuint key, Pkcs11Profile profile, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> aad, Span<byte> dataKey)
    {
        Span<byte> output = stackalloc byte[OutputSize];
        Span<byte> ownIv = stackalloc byte[iv.Length];
        iv.CopyTo(ownIv);
        try
        {
            var result = session.Cryptoki.Decrypt(session.Handle, key, new GcmParameters(ownIv, aad, profile.DecryptIvBits), wrapped, output, out var size);
            if (result != 0)
                return result;
            if (size != DataKeySize)
                throw Unfit($"answered with {size} bytes where {DataKeySize} are due");
            output[..DataKeySize].CopyTo(dataKey);
            return 0;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
        }
    }

    private static KeyUnavailableException Unfit(string problem) =>
        new(KeyUnavailableReason.Disabled, $"The HSM {problem} by CKM_AES_GCM. Choose the Pkcs11Options.Profile that fits it: who makes the IV, and where it is put, differs between HSMs.");
}
