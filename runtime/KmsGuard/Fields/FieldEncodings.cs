using System.Buffers.Binary;
using System.Numerics;
using KmsGuard.Crypto;

namespace KmsGuard.Fields;

/// <summary>Ids of the value encodings (docs/formats.md). An id is never reused.</summary>
internal static class EncodingId
{
    internal const byte Bytes = 0x01;
    internal const byte String = 0x02;
    internal const byte Boolean = 0x03;
    internal const byte Signed = 0x04;
    internal const byte Unsigned = 0x05;
    internal const byte Decimal = 0x06;
    internal const byte Guid = 0x07;
    internal const byte DateOnly = 0x08;
    internal const byte DateTimeOffset = 0x09;
    internal const byte TimeOnly = 0x0A;
    internal const byte TimeSpan = 0x0B;
    internal const byte DateTime = 0x0C;
    internal const byte FloatingPoint = 0x0D;
    internal const byte Json = 0x0E;

    /// <summary>Set beside an id when a presence byte stands before the value.</summary>
    internal const byte PresenceBit = 0x80;
}

internal sealed class BytesEncoding() : Generated.FieldEncoding<byte[]>(EncodingId.Bytes)
{
    internal override int Measure(byte[] value) => value.Length;

    internal override void Encode(byte[] value, Span<byte> destination) => value.CopyTo(destination);

    internal override byte[] Decode(ReadOnlySpan<byte> source) => source.ToArray();
}

internal sealed class StringEncoding() : Generated.FieldEncoding<string>(EncodingId.String)
{
    internal override int Measure(string value) => StrictUtf8.GetByteCount(value);

    internal override void Encode(string value, Span<byte> destination) => StrictUtf8.GetBytes(value, destination);

    internal override string Decode(ReadOnlySpan<byte> source)
    {
        try
        {
            return StrictUtf8.GetString(source);
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new FormatException("is not UTF-8");
        }
    }
}

/// <summary>For values that always take the same number of bytes.</summary>
internal abstract class FixedEncoding<T>(byte id, int size) : Generated.FieldEncoding<T>(id)
{
    internal sealed override int Measure(T value) => size;

    internal sealed override T Decode(ReadOnlySpan<byte> source) =>
        source.Length == size ? DecodeExact(source) : throw new FormatException($"has {source.Length} bytes where {size} are due");

    private protected abstract T DecodeExact(ReadOnlySpan<byte> source);
}

internal sealed class BooleanEncoding() : FixedEncoding<bool>(EncodingId.Boolean, 1)
{
    internal override void Encode(bool value, Span<byte> destination) => destination[0] = value ? (byte)1 : (byte)0;

    private protected override bool DecodeExact(ReadOnlySpan<byte> source) =>
        source[0] <= 1 ? source[0] == 1 : throw new FormatException("is neither false nor true");
}

/// <summary>Every signed integer takes 8 bytes, so that a property can be widened without touching what is stored.</summary>
internal sealed class SignedEncoding<T>() : FixedEncoding<T>(EncodingId.Signed, 8)
    where T : struct, IBinaryInteger<T>
{
    internal override void Encode(T value, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, long.CreateChecked(value));

    private protected override T DecodeExact(ReadOnlySpan<byte> source) => Integers.Narrow<long, T>(BinaryPrimitives.ReadInt64BigEndian(source));
}

/// <summary>The same for unsigned integers.</summary>
internal sealed class UnsignedEncoding<T>() : FixedEncoding<T>(EncodingId.Unsigned, 8)
    where T : struct, IBinaryInteger<T>
{
    internal override void Encode(T value, Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, ulong.CreateChecked(value));

    private protected override T DecodeExact(ReadOnlySpan<byte> source) => Integers.Narrow<ulong, T>(BinaryPrimitives.ReadUInt64BigEndian(source));
}

internal static class Integers
{
    /// <summary>A stored integer that no longer fits, because the property was narrowed, is an error and never another number.</summary>
    internal static TTo Narrow<TFrom, TTo>(TFrom value)
        where TFrom : struct, IBinaryInteger<TFrom>
        where TTo : struct, IBinaryInteger<TTo>
    {
        var narrowed = TTo.CreateTruncating(value);
        return TFrom.CreateTruncating(narrowed) == value ? narrowed : throw new FormatException($"does not fit {typeof(TTo).Name}");
    }
}

/// <summary>An enum is stored as its underlying integer, so that a member can be renamed.</summary>
internal sealed class EnumEncoding<TEnum, TUnderlying>(Generated.FieldEncoding<TUnderlying> integers) : Generated.FieldEncoding<TEnum>(integers.Id)
    where TEnum : struct, Enum
    where TUnderlying : struct
{
    internal override int Measure(TEnum value) => integers.Measure(default);

    internal override void Encode(TEnum value, Span<byte> destination) =>
        integers.Encode(System.Runtime.CompilerServices.Unsafe.BitCast<TEnum, TUnderlying>(value), destination);

    internal override TEnum Decode(ReadOnlySpan<byte> source) =>
        System.Runtime.CompilerServices.Unsafe.BitCast<TUnderlying, TEnum>(integers.Decode(source));
}

/// <summary>Sign (00 or 01), scale (0 to 28), 96-bit magnitude: the number with its trailing zeros, as <see cref="decimal"/> keeps it.</summary>
internal sealed class DecimalEncoding() : FixedEncoding<decimal>(EncodingId.Decimal, 14)
{
    /// <summary>Without trailing zeros after the point, and zero without a sign: this quotient has the least scale that is exact.</summary>
    internal override Generated.FieldEncoding<decimal> ForIndexes =>
        new CanonicalEncoding<decimal>(this, static value => value == 0 ? 0 : value / 1.0000000000000000000000000000m);

    internal override void Encode(decimal value, Span<byte> destination)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        destination[0] = (byte)((uint)parts[3] >> 31);
        destination[1] = (byte)(parts[3] >> 16);
        BinaryPrimitives.WriteInt32BigEndian(destination[2..], parts[2]);
        BinaryPrimitives.WriteInt32BigEndian(destination[6..], parts[1]);
        BinaryPrimitives.WriteInt32BigEndian(destination[10..], parts[0]);
    }

    private protected override decimal DecodeExact(ReadOnlySpan<byte> source)
    {
        if (source[0] > 1 || source[1] > 28)
            throw new FormatException("is not a decimal");
        return new decimal(
            lo: BinaryPrimitives.ReadInt32BigEndian(source[10..]),
            mid: BinaryPrimitives.ReadInt32BigEndian(source[6..]),
            hi: BinaryPrimitives.ReadInt32BigEndian(source[2..]),
            isNegative: source[0] == 1,
            scale: source[1]);
    }
}

/// <summary>16 bytes in the order in which a GUID is printed (RFC 9562).</summary>
internal sealed class GuidEncoding() : FixedEncoding<Guid>(EncodingId.Guid, 16)
{
    internal override void Encode(Guid value, Span<byte> destination) => value.TryWriteBytes(destination, bigEndian: true, out _);

    private protected override Guid DecodeExact(ReadOnlySpan<byte> source) => new(source, bigEndian: true);
}

/// <summary>Days since 0001-01-01, 4 bytes.</summary>
internal sealed class DateOnlyEncoding() : FixedEncoding<DateOnly>(EncodingId.DateOnly, 4)
{
    internal override void Encode(DateOnly value, Span<byte> destination) => BinaryPrimitives.WriteInt32BigEndian(destination, value.DayNumber);

    private protected override DateOnly DecodeExact(ReadOnlySpan<byte> source)
    {
        var day = BinaryPrimitives.ReadUInt32BigEndian(source);
        return day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : throw new FormatException("is not a date");
    }
}

/// <summary>Ticks (100 ns) of the UTC time since 0001-01-01T00:00Z, 8 bytes, then the offset in minutes, 2 bytes.</summary>
internal sealed class DateTimeOffsetEncoding() : FixedEncoding<DateTimeOffset>(EncodingId.DateTimeOffset, 10)
{
    internal override Generated.FieldEncoding<DateTimeOffset> ForIndexes => new CanonicalEncoding<DateTimeOffset>(this, static value => value.ToUniversalTime());

    internal override void Encode(DateTimeOffset value, Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, value.UtcTicks);
        BinaryPrimitives.WriteInt16BigEndian(destination[8..], (short)value.TotalOffsetMinutes);
    }

    private protected override DateTimeOffset DecodeExact(ReadOnlySpan<byte> source)
    {
        var ticks = BinaryPrimitives.ReadInt64BigEndian(source);
        var offset = TimeSpan.FromMinutes(BinaryPrimitives.ReadInt16BigEndian(source[8..]));
        var local = (Int128)ticks + offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || offset.Duration() > TimeSpan.FromHours(14) || local < 0 || local > DateTime.MaxValue.Ticks)
            throw new FormatException("is not a point in time");
        return new DateTimeOffset((long)local, offset);
    }
}

/// <summary>The encoding of the values that are not null: null is <see cref="EncryptedField{TRecord, TValue}"/>'s affair.</summary>
internal sealed class NullableEncoding<T>(Generated.FieldEncoding<T> values) : Generated.FieldEncoding<T?>(values.Id)
    where T : struct
{
    internal override Generated.FieldEncoding<T?> ForIndexes => new NullableEncoding<T>(values.ForIndexes);

    internal override int Measure(T? value) => values.Measure(value!.Value);

    internal override void Encode(T? value, Span<byte> destination) => values.Encode(value!.Value, destination);

    internal override T? Decode(ReadOnlySpan<byte> source) => values.Decode(source);
}

/// <summary>The same for reference types.</summary>
internal sealed class NullableReferenceEncoding<T>(Generated.FieldEncoding<T> values) : Generated.FieldEncoding<T?>(values.Id)
    where T : class
{
    internal override Generated.FieldEncoding<T?> ForIndexes => new NullableReferenceEncoding<T>(values.ForIndexes);

    internal override int Measure(T? value) => values.Measure(value!);

    internal override void Encode(T? value, Span<byte> destination) => values.Encode(value!, destination);

    internal override T? Decode(ReadOnlySpan<byte> source) => values.Decode(source);
}
