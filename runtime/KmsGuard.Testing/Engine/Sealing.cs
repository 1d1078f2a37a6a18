using System.Security.Cryptography;

namespace KmsGuard.Testing.Engine;

/// <summary>AES-256-GCM with a 96-bit IV and a 128-bit tag (NIST SP 800-38D): the one place of this package that owns <see cref="AesGcm"/>, which is not thread-safe, so one per operation.</summary>
internal static class Sealing
{
    internal const int KeySize = 32;
    internal const int IvSize = 12;
    internal const int TagSize = 16;

    /// <summary>Writes ciphertext || tag.</summary>
    internal static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> aad)
    {
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(iv, plaintext, ciphertextAndTag[..plaintext.Length], ciphertextAndTag[plaintext.Length..], aad);
    }

    /// <summary>Reads ciphertext || tag. <see langword="null"/> when it is not authentic.</summary>
    internal static byte[]? TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> aad)
    {
        var plaintext = new byte[ciphertextAndTag.Length - TagSize];
        using var gcm = new AesGcm(key, TagSize);
        try
        {
            gcm.Decrypt(iv, ciphertextAndTag[..^TagSize], ciphertextAndTag[^TagSize..], plaintext, aad);
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
