using System.Security.Cryptography;

namespace KmsGuard.Crypto;

/// <summary>AES-256-GCM with a 96-bit IV and a 128-bit tag (NIST SP 800-38D): the one place that owns <see cref="AesGcm"/>.</summary>
/// <remarks>Not thread-safe, because <see cref="AesGcm"/> is not: a shared instance gives wrong ciphertext under load. One instance per operation, disposed at its end.</remarks>
internal sealed class Aead : IDisposable
{
    internal const int KeySize = 32;
    internal const int IvSize = 12;
    internal const int TagSize = 16;

    private readonly AesGcm _gcm;

    internal Aead(ReadOnlySpan<byte> key) => _gcm = new AesGcm(key, TagSize);

    /// <summary>Writes ciphertext || tag.</summary>
    internal void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext, Span<byte> ciphertextAndTag, ReadOnlySpan<byte> aad) =>
        _gcm.Encrypt(iv, plaintext, ciphertextAndTag[..plaintext.Length], ciphertextAndTag.Slice(plaintext.Length, TagSize), aad);

    /// <summary>Reads ciphertext || tag. On <see langword="false"/> nothing of the plaintext is left in <paramref name="plaintext"/>.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertextAndTag, Span<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        try
        {
            _gcm.Decrypt(iv, ciphertextAndTag[..^TagSize], ciphertextAndTag[^TagSize..], plaintext, aad);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    public void Dispose() => _gcm.Dispose();
}
