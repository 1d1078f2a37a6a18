using System.Buffers.Binary;
using System.Security.Cryptography;
using KmsGuard.Crypto;

namespace KmsGuard.Indexes;

/// <summary>Keys and values of blind indexes, as docs/formats.md gives them.</summary>
internal static class BlindIndexFormat
{
    internal const int MaxBits = 32;

    private const int RootSize = 32;
    private const int KeySize = 32;
    private const int OutputSize = 64;

    private static ReadOnlySpan<byte> Label => "KmsGuard index"u8;

    /// <summary>What the key of an index is derived from besides the root: one block of the KDF in counter mode, NIST SP 800-108r1 section 4.1.</summary>
    internal static byte[] DerivationInput(string purpose, string field, int version)
    {
        byte[] purposeUtf8 = StrictUtf8.GetBytes(purpose), fieldUtf8 = StrictUtf8.GetBytes(field);
        var writer = new BigEndianWriter(new byte[4 + Label.Length + 1 + 2 + purposeUtf8.Length + 2 + fieldUtf8.Length + 4 + 4]);
        writer.UInt32(1);                 // counter
        writer.Bytes(Label);
        writer.Byte(0);                   // separator
        writer.Str(purposeUtf8);          // context of the KDF, from here
        writer.Str(fieldUtf8);
        writer.UInt32((uint)version);
        writer.UInt32(OutputSize * 8);    // length in bits: 00000200
        return writer.ToArray();
    }

    /// <summary>The first bits of HMAC-SHA-256(index key, input). The key lives no longer than this call.</summary>
    internal static uint Compute(DataKeyLease root, ReadOnlySpan<byte> derivationInput, ReadOnlySpan<byte> input, int bits)
    {
        // HMAC pads its key with zeros: without this check a key and the same key with a zero appended would be one.
        if (root.Key.Length != RootSize)
            throw new InvalidOperationException($"The keyring gave an index root of {root.Key.Length} bytes; it has {RootSize}.");
        Span<byte> derived = stackalloc byte[OutputSize];
        Span<byte> tag = stackalloc byte[HMACSHA256.HashSizeInBytes];
        try
        {
            root.Material.Hmac(root.Cell, derivationInput, derived);
            HMACSHA256.HashData(derived[..KeySize], input, tag);
            return BinaryPrimitives.ReadUInt32BigEndian(tag) >> (MaxBits - bits);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
            // The bits that are not stored would tell equal values from those that only share an index.
            CryptographicOperations.ZeroMemory(tag);
        }
    }
}
