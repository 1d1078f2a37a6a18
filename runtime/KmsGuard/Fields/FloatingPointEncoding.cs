using System.Buffers.Binary;
using System.Numerics;

namespace KmsGuard.Fields;

/// <summary>IEEE 754 binary64. Narrower numbers are stored as the equal binary64, so that a property can be widened without touching what is stored.</summary>
internal sealed class FloatingPointEncoding<T>() : FixedEncoding<T>(EncodingId.FloatingPoint, 8)
    where T : struct, IFloatingPointIeee754<T>
{
    /// <summary>The one NaN that is stored: platforms and languages differ in sign and payload of theirs.</summary>
    private const ulong CanonicalNaN = 0x7FF8_0000_0000_0000;

    internal override void Encode(T value, Span<byte> destination)
    {
        if (T.IsNaN(value))
            BinaryPrimitives.WriteUInt64BigEndian(destination, CanonicalNaN);
        else
            BinaryPrimitives.WriteDoubleBigEndian(destination, double.CreateChecked(value));
    }

    private protected override T DecodeExact(ReadOnlySpan<byte> source)
    {
        var stored = BinaryPrimitives.ReadDoubleBigEndian(source);
        if (double.IsNaN(stored))
            return BinaryPrimitives.ReadUInt64BigEndian(source) == CanonicalNaN ? T.NaN : throw new FormatException("is not a number, nor the one NaN");
        var value = T.CreateTruncating(stored);
        // 0 and -0 are equal, and conversion keeps the sign.
        return double.CreateChecked(value).Equals(stored) ? value : throw new FormatException($"does not fit {typeof(T).Name}");
    }
}
