using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>Builds the AAD of each field in one buffer: 01 || SHA-256(CANON(R)) || encoding id || padding id || field name (docs/formats.md).</summary>
internal readonly ref struct FieldAad
{
    private const int PrefixSize = 1 + 32;

    /// <summary>Room for the longest field name.</summary>
    internal const int BufferSize = PrefixSize + 2 + 128;

    private readonly Span<byte> _buffer;

    internal FieldAad(Span<byte> buffer, scoped ReadOnlySpan<byte> identityHash)
    {
        _buffer = buffer;
        _buffer[0] = RecordFormat1.Format;
        identityHash.CopyTo(_buffer[1..]);
    }

    internal ReadOnlySpan<byte> For(ReadOnlySpan<byte> tail)
    {
        tail.CopyTo(_buffer[PrefixSize..]);
        return _buffer[..(PrefixSize + tail.Length)];
    }
}
