using System.Buffers.Binary;
using System.Security.Cryptography;
using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>Derives a record's key and commitment from its data key (docs/formats.md): one block of the KDF in counter mode, NIST SP 800-108r1 section 4.1, with HMAC-SHA-512.</summary>
internal static class RecordKeyDerivation
{
    /// <summary>Record key (32) || commitment (32).</summary>
    internal const int OutputSize = 64;

    private const int InputSize = 75;

    private static ReadOnlySpan<byte> Label => "KmsGuard record"u8;

    /// <summary>keyHash = SHA-256(STR(purpose) || CANON(K)).</summary>
    internal static byte[] KeyHash(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> canonicalContext)
    {
        var input = new byte[2 + purpose.Length + canonicalContext.Length];
        BinaryPrimitives.WriteUInt16BigEndian(input, checked((ushort)purpose.Length));
        purpose.CopyTo(input.AsSpan(2));
        canonicalContext.CopyTo(input.AsSpan(2 + purpose.Length));
        return SHA256.HashData(input);
    }

    internal static void Derive(DataKeyLease dataKey, byte flags, ReadOnlySpan<byte> recordId, ReadOnlySpan<byte> keyHash, Span<byte> recordKeyAndCommitment)
    {
        Span<byte> input = stackalloc byte[InputSize];
        BinaryPrimitives.WriteUInt32BigEndian(input, 1);                       // counter
        Label.CopyTo(input[4..]);
        input[19] = 0;                                                         // separator
        input[20] = RecordFormat1.Format;                                      // context of the KDF, from here
        input[21] = RecordFormat1.Suite;
        input[22] = flags;
        recordId.CopyTo(input[23..]);
        keyHash.CopyTo(input[39..]);
        BinaryPrimitives.WriteUInt32BigEndian(input[71..], OutputSize * 8);    // length in bits: 00000200
        dataKey.Material.Hmac(dataKey.Cell, input, recordKeyAndCommitment);
    }
}
