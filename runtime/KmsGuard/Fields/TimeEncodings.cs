using System.Buffers.Binary;

namespace KmsGuard.Fields;

/// <summary>Ticks (100 ns) since midnight, 8 bytes.</summary>
internal sealed class TimeOnlyEncoding() : FixedEncoding<TimeOnly>(EncodingId.TimeOnly, 8)
{
    internal override void Encode(TimeOnly value, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, value.Ticks);

    private protected override TimeOnly DecodeExact(ReadOnlySpan<byte> source)
    {
        var ticks = BinaryPrimitives.ReadUInt64BigEndian(source);
        return ticks <= (ulong)TimeOnly.MaxValue.Ticks ? new TimeOnly((long)ticks) : throw new FormatException("is not a time of day");
    }
}

/// <summary>Ticks (100 ns), signed, 8 bytes.</summary>
internal sealed class TimeSpanEncoding() : FixedEncoding<TimeSpan>(EncodingId.TimeSpan, 8)
{
    internal override void Encode(TimeSpan value, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, value.Ticks);

    private protected override TimeSpan DecodeExact(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadInt64BigEndian(source));
}

/// <summary>The kind, then the ticks (100 ns) that the value shows since 0001-01-01T00:00, whatever its time zone.</summary>
/// <remarks>Nothing is converted: the time zone of the machine that encrypts must not decide what is stored.</remarks>
internal sealed class DateTimeEncoding() : FixedEncoding<DateTime>(EncodingId.DateTime, 9)
{
    /// <summary>Equal is what has equal ticks, whatever its kind.</summary>
    internal override Generated.FieldEncoding<DateTime> ForIndexes => new CanonicalEncoding<DateTime>(this, static value => DateTime.SpecifyKind(value, DateTimeKind.Unspecified));

    internal override void Encode(DateTime value, Span<byte> destination)
    {
        destination[0] = (byte)value.Kind;
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], value.Ticks);
    }

    private protected override DateTime DecodeExact(ReadOnlySpan<byte> source)
    {
        var ticks = BinaryPrimitives.ReadUInt64BigEndian(source[1..]);
        return source[0] <= (byte)DateTimeKind.Local && ticks <= (ulong)DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, (DateTimeKind)source[0])
            : throw new FormatException("is not a date and time");
    }
}
