using System.Buffers.Binary;

namespace KmsGuard.Tests.Records;

/// <summary>Writes the list of encrypted data keys as docs/formats.md says, also where the runtime would refuse to.</summary>
internal static class HeaderBytes
{
    internal static byte[] Edks(params EncryptedDataKey[] edks)
    {
        var bytes = new List<byte> { (byte)edks.Length };
        foreach (var edk in edks)
        {
            Part(edk.ProviderIdUtf8);
            Part(edk.ProviderInfo.Span);
            Part(edk.Ciphertext.Span);
        }
        return [.. bytes];

        void Part(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)part.Length));
            bytes.AddRange(length);
            bytes.AddRange(part);
        }
    }
}
