using System.ComponentModel;
using System.Text.Json.Serialization;
using KmsGuard.Fields;

namespace KmsGuard.Generated;

/// <summary>The value encodings that generated code names (docs/formats.md, "Values").</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FieldEncoding
{
    /// <summary>Bytes as they are.</summary>
    public static FieldEncoding<byte[]> Bytes { get; } = new BytesEncoding();

    /// <summary>Strict UTF-8.</summary>
    public static FieldEncoding<string> String { get; } = new StringEncoding();

    /// <summary>One byte.</summary>
    public static FieldEncoding<bool> Boolean { get; } = new BooleanEncoding();

    /// <summary>8 bytes, signed.</summary>
    public static FieldEncoding<sbyte> SByte { get; } = new SignedEncoding<sbyte>();

    /// <summary>8 bytes, signed.</summary>
    public static FieldEncoding<short> Int16 { get; } = new SignedEncoding<short>();

    /// <summary>8 bytes, signed.</summary>
    public static FieldEncoding<int> Int32 { get; } = new SignedEncoding<int>();

    /// <summary>8 bytes, signed.</summary>
    public static FieldEncoding<long> Int64 { get; } = new SignedEncoding<long>();

    /// <summary>8 bytes, unsigned.</summary>
    public static FieldEncoding<byte> Byte { get; } = new UnsignedEncoding<byte>();

    /// <summary>8 bytes, unsigned.</summary>
    public static FieldEncoding<ushort> UInt16 { get; } = new UnsignedEncoding<ushort>();

    /// <summary>8 bytes, unsigned.</summary>
    public static FieldEncoding<uint> UInt32 { get; } = new UnsignedEncoding<uint>();

    /// <summary>8 bytes, unsigned.</summary>
    public static FieldEncoding<ulong> UInt64 { get; } = new UnsignedEncoding<ulong>();

    /// <summary>14 bytes.</summary>
    public static FieldEncoding<decimal> Decimal { get; } = new DecimalEncoding();

    /// <summary>16 bytes.</summary>
    public static FieldEncoding<Guid> Guid { get; } = new GuidEncoding();

    /// <summary>4 bytes.</summary>
    public static FieldEncoding<DateOnly> DateOnly { get; } = new DateOnlyEncoding();

    /// <summary>10 bytes.</summary>
    public static FieldEncoding<DateTimeOffset> DateTimeOffset { get; } = new DateTimeOffsetEncoding();

    /// <summary>8 bytes.</summary>
    public static FieldEncoding<TimeOnly> TimeOnly { get; } = new TimeOnlyEncoding();

    /// <summary>8 bytes, signed.</summary>
    public static FieldEncoding<TimeSpan> TimeSpan { get; } = new TimeSpanEncoding();

    /// <summary>9 bytes, with the kind.</summary>
    public static FieldEncoding<DateTime> DateTime { get; } = new DateTimeEncoding();

    /// <summary>8 bytes.</summary>
    public static FieldEncoding<double> Double { get; } = new FloatingPointEncoding<double>();

    /// <summary>8 bytes.</summary>
    public static FieldEncoding<float> Single { get; } = new FloatingPointEncoding<float>();

    /// <summary>8 bytes.</summary>
    public static FieldEncoding<Half> Half { get; } = new FloatingPointEncoding<Half>();

    /// <summary>JSON, by the application's own context.</summary>
    /// <param name="context">The context, asked for when the encoding is first used. What it writes is part of what is stored.</param>
    public static FieldEncoding<T> Json<T>(Func<JsonSerializerContext> context)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(context);
        return new JsonEncoding<T>(context);
    }

    /// <summary>A type that wraps a single value, as that value.</summary>
    public static FieldEncoding<TWrapper> Converted<TWrapper, TValue>(FieldEncoding<TValue> values, Func<TWrapper, TValue> unwrap, Func<TValue, TWrapper> wrap)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(unwrap);
        ArgumentNullException.ThrowIfNull(wrap);
        return new ConvertedEncoding<TWrapper, TValue>(values, unwrap, wrap);
    }

    /// <summary>As the enum's underlying integer.</summary>
    public static FieldEncoding<TEnum> Enum<TEnum>()
        where TEnum : struct, Enum => Type.GetTypeCode(typeof(TEnum)) switch
        {
            TypeCode.SByte => new EnumEncoding<TEnum, sbyte>(SByte),
            TypeCode.Int16 => new EnumEncoding<TEnum, short>(Int16),
            TypeCode.Int32 => new EnumEncoding<TEnum, int>(Int32),
            TypeCode.Int64 => new EnumEncoding<TEnum, long>(Int64),
            TypeCode.Byte => new EnumEncoding<TEnum, byte>(Byte),
            TypeCode.UInt16 => new EnumEncoding<TEnum, ushort>(UInt16),
            TypeCode.UInt32 => new EnumEncoding<TEnum, uint>(UInt32),
            TypeCode.UInt64 => new EnumEncoding<TEnum, ulong>(UInt64),
            var other => throw new NotSupportedException($"Enums over {other} cannot be encrypted."),
        };

    /// <summary>The same encoding for a nullable value type.</summary>
    public static FieldEncoding<T?> Nullable<T>(FieldEncoding<T> values)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NullableEncoding<T>(values);
    }

    /// <summary>The same encoding for a nullable reference type.</summary>
    public static FieldEncoding<T?> NullableReference<T>(FieldEncoding<T> values)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NullableReferenceEncoding<T>(values);
    }
}
