using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KmsGuard.Testing.Engine;

/// <summary>What the fake KMS answers as CiphertextBlob: format (4 bytes) || handle of the key material (16, random) || IV (12) || ciphertext || tag (16). AAD = format || handle || context.</summary>
/// <remarks>The handle says which version of which key, so that Decrypt needs no KeyId, and says nothing to anybody else, as with AWS: what is in a blob is nobody's contract.</remarks>
internal static class CiphertextBlob
{
    private const int HandleSize = 16;
    private const int PrefixSize = 4 + HandleSize;
    private const int Overhead = PrefixSize + Sealing.IvSize + Sealing.TagSize;

    private static ReadOnlySpan<byte> Format => [0x01, 0x02, 0x02, 0x00];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static byte[] Seal(KeyMaterial material, ReadOnlySpan<byte> plaintext, IReadOnlyDictionary<string, string> context)
    {
        var blob = new byte[Overhead + plaintext.Length];
        Format.CopyTo(blob);
        material.Handle.TryWriteBytes(blob.AsSpan(4), bigEndian: true, out _);
        var iv = blob.AsSpan(PrefixSize, Sealing.IvSize);
        RandomNumberGenerator.Fill(iv);
        Sealing.Seal(material.Key, iv, plaintext, blob.AsSpan(PrefixSize + Sealing.IvSize), Aad(blob.AsSpan(0, PrefixSize), context));
        return blob;
    }

    /// <summary>Which key material made the blob; <see langword="null"/> when it is no blob at all.</summary>
    internal static Guid? HandleOf(ReadOnlySpan<byte> blob) =>
        blob.Length > Overhead && blob.StartsWith(Format) ? new Guid(blob[4..PrefixSize], bigEndian: true) : null;

    /// <summary>The plaintext, or <see langword="null"/> when the blob was changed or belongs to another context.</summary>
    internal static byte[]? TryOpen(KeyMaterial material, ReadOnlySpan<byte> blob, IReadOnlyDictionary<string, string> context) =>
        Sealing.TryOpen(material.Key, blob.Slice(PrefixSize, Sealing.IvSize), blob[(PrefixSize + Sealing.IvSize)..], Aad(blob[..PrefixSize], context));

    /// <summary>Every pair, aws-crypto- ones too, each text after its u32 byte length, so that no two contexts are written alike; in unsigned order of the keys' bytes, since the order of pairs does not matter to AWS.</summary>
    private static byte[] Aad(ReadOnlySpan<byte> prefix, IReadOnlyDictionary<string, string> context)
    {
        using var aad = new MemoryStream();
        aad.Write(prefix);
        foreach (var (key, value) in context.Select(pair => (Key: StrictUtf8.GetBytes(pair.Key), Value: StrictUtf8.GetBytes(pair.Value))).OrderBy(pair => Convert.ToHexString(pair.Key), StringComparer.Ordinal))
        {
            Write(aad, key);
            Write(aad, value);
        }
        return aad.ToArray();
    }

    private static void Write(MemoryStream stream, byte[] text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
    }
}
