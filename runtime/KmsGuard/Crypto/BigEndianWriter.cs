using System.Buffers.Binary;

namespace KmsGuard.Crypto;

/// <summary>Writes the big-endian parts of the formats into a buffer of exactly the right size.</summary>
internal ref struct BigEndianWriter(byte[] buffer)
{
    private readonly byte[] _buffer = buffer;
    private int _position;

    internal void Byte(byte value) => _buffer[_position++] = value;

    internal void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_position), checked((ushort)value));
        _position += 2;
    }

    internal void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_position), value);
        _position += 4;
    }

    internal void Bytes(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(_buffer.AsSpan(_position));
        _position += value.Length;
    }

    /// <summary>STR: u16 byte length, then the bytes.</summary>
    internal void Str(scoped ReadOnlySpan<byte> value)
    {
        UInt16(value.Length);
        Bytes(value);
    }

    internal readonly byte[] ToArray() =>
        _position == _buffer.Length ? _buffer : throw new InvalidOperationException("A format's size was computed wrongly.");
}
