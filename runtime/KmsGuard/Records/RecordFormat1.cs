using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>Record format 1, as docs/formats.md gives it byte for byte.</summary>
internal static class RecordFormat1
{
    internal const byte Format = 1;
    internal const byte Suite = 1;
    internal const byte IdentityInKeyring = 1;
    internal const int RecordIdSize = 16;
    internal const int CommitmentSize = 32;
    internal const int EdksOffset = 51;
    internal const int MaxHeaderSize = 8192;
    internal const int MaxEdks = 8;
    internal const int DataKeySize = 32;
    internal const int FieldOverhead = Aead.IvSize + Aead.TagSize;

    internal static byte[] WriteHeader(byte flags, ReadOnlySpan<byte> recordId, ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> edks)
    {
        var size = EdksOffset + edks.Length;
        if (size > MaxHeaderSize)
            throw new InvalidOperationException($"The record header would take {size} bytes, more than {MaxHeaderSize}. Configure fewer keys.");
        var writer = new BigEndianWriter(new byte[size]);
        writer.Byte(Format);
        writer.Byte(Suite);
        writer.Byte(flags);
        writer.Bytes(recordId);
        writer.Bytes(commitment);
        writer.Bytes(edks);
        return writer.ToArray();
    }

    internal static ParsedHeader ParseHeader(ReadOnlyMemory<byte> header)
    {
        var bytes = header.Span;
        if (bytes.Length > MaxHeaderSize)
            throw Malformed($"has {bytes.Length} bytes, more than {MaxHeaderSize}");
        if (bytes.IsEmpty)
            throw Malformed("is cut short");
        if (bytes[0] != Format)
            throw Malformed($"is of format {bytes[0]}, and this version of KmsGuard reads format {Format}; a newer version may have written it");
        if (bytes.Length <= EdksOffset)
            throw Malformed("is cut short");
        if (bytes[1] != Suite)
            throw Malformed($"names algorithm suite {bytes[1]}, and this version of KmsGuard knows suite {Suite}; a newer version may have written it");
        if ((bytes[2] & ~IdentityInKeyring) != 0)
            throw Malformed($"has flags {bytes[2]:X2}, which this version of KmsGuard does not know; a newer version may have written it");
        return new ParsedHeader(header, ParseEdks(header[EdksOffset..]));
    }

    /// <summary>Count and EDKs, to the end.</summary>
    internal static ImmutableArray<EncryptedDataKey> ParseEdks(ReadOnlyMemory<byte> bytes)
    {
        var count = bytes.IsEmpty ? 0 : bytes.Span[0];
        if (count is 0 or > MaxEdks)
            throw Malformed($"holds {count} encrypted data keys, and 1 to {MaxEdks} are allowed");

        var edks = new EncryptedDataKey[count];
        var position = 1;
        for (var i = 0; i < count; i++)
        {
            var providerId = ReadPart(bytes, ref position, EncryptedDataKey.MaxProviderIdSize);
            if (providerId.IsEmpty || !System.Text.Unicode.Utf8.IsValid(providerId.Span))
                throw Malformed("names a key provider that is empty or not UTF-8");
            edks[i] = new EncryptedDataKey(providerId, ReadPart(bytes, ref position, EncryptedDataKey.MaxProviderInfoSize), ReadPart(bytes, ref position, EncryptedDataKey.MaxCiphertextSize));
            if (edks.AsSpan(0, i).Contains(edks[i]))
                throw Malformed("holds the same encrypted data key twice");
        }
        if (position != bytes.Length)
            throw Malformed("goes on after its end");
        return ImmutableCollectionsMarshal.AsImmutableArray(edks);
    }

    private static ReadOnlyMemory<byte> ReadPart(ReadOnlyMemory<byte> header, ref int position, int max)
    {
        if (header.Length - position < 2)
            throw Malformed("is cut short");
        var length = BinaryPrimitives.ReadUInt16BigEndian(header.Span[position..]);
        position += 2;
        if (length > max)
            throw Malformed($"has a part of {length} bytes where at most {max} are allowed");
        if (length > header.Length - position)
            throw Malformed("is cut short");
        var part = header.Slice(position, length);
        position += length;
        return part;
    }

    private static CiphertextFormatException Malformed(string problem) => new($"The record header {problem}.");
}
