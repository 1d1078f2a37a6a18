using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>A field whose type is known only from a vector.</summary>
internal abstract class VectorField
{
    internal abstract long Measure(object? value);

    internal abstract ReadOnlyMemory<byte> Seal(ref FieldSealer sealer, object? value);

    internal abstract object? Open(ref FieldOpener opener, ReadOnlyMemory<byte> stored);

    internal abstract ValueTask<object?> OpenAloneAsync(RecordEncryptor encryptor, VectorSchema schema, VectorRecord record, ReadOnlyMemory<byte> stored);

    /// <summary>The value of a vector's text.</summary>
    internal abstract object? Parse(JsonElement value);

    /// <summary>The vector's text of a value, as an element of JSON.</summary>
    internal abstract JsonElement Print(object? value);

    internal static VectorField Of(string purpose, string name, string type, bool authenticateNull, int bits = 64, int pad = 0)
    {
        return (type, bits) switch
        {
            ("bytes", _) => Reference(FieldEncoding.Bytes, json => Convert.FromHexString(json.GetString()!), Convert.ToHexStringLower),
            ("string", _) => Reference(FieldEncoding.String, json => json.GetString()!, text => text),
            ("bool", _) => Value(FieldEncoding.Boolean, json => json.GetBoolean(), value => value),
            ("int", 8) => Integer(FieldEncoding.SByte),
            ("int", 16) => Integer(FieldEncoding.Int16),
            ("int", 32) => Integer(FieldEncoding.Int32),
            ("int", 64) => Integer(FieldEncoding.Int64),
            ("uint", 8) => Integer(FieldEncoding.Byte),
            ("uint", 16) => Integer(FieldEncoding.UInt16),
            ("uint", 32) => Integer(FieldEncoding.UInt32),
            ("uint", 64) => Integer(FieldEncoding.UInt64),
            ("decimal", _) => Value(FieldEncoding.Decimal, json => DecimalText.Parse(json.GetString()!), DecimalText.Print),
            ("guid", _) => Value(FieldEncoding.Guid, json => Guid.ParseExact(json.GetString()!, "D"), value => value.ToString("D")),
            ("date", _) => Value(FieldEncoding.DateOnly, json => DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture), value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("instant", _) => Value(FieldEncoding.DateTimeOffset, json => DateTimeOffset.ParseExact(json.GetString()!, "o", CultureInfo.InvariantCulture), value => value.ToString("o", CultureInfo.InvariantCulture)),
            ("time", _) => Value(FieldEncoding.TimeOnly, json => TimeOnly.ParseExact(json.GetString()!, "o", CultureInfo.InvariantCulture), value => value.ToString("o", CultureInfo.InvariantCulture)),
            ("duration", _) => Value(FieldEncoding.TimeSpan, json => TimeSpan.FromTicks(long.Parse(json.GetString()!, CultureInfo.InvariantCulture)), value => value.Ticks.ToString(CultureInfo.InvariantCulture)),
            ("datetime", _) => Value(FieldEncoding.DateTime, json => DateTimeText.Parse(json.GetString()!), DateTimeText.Print),
            ("float", 32) => FloatingPoint(FieldEncoding.Single),
            ("float", _) => FloatingPoint(FieldEncoding.Double),
            ("json", _) => Reference(FieldEncoding.Converted(FieldEncoding.Json<JsonElement>(() => VectorJson.Default), Vectors.Parse, element => element.GetRawText()), json => json.GetString()!, text => text),
            _ => throw new ArgumentException($"There is no type '{type}' of {bits} bits.", nameof(type)),
        };

        VectorField Reference<T>(FieldEncoding<T> encoding, Func<JsonElement, T> parse, Func<T, object> print)
            where T : class => new Typed<T?>(purpose, name, FieldEncoding.NullableReference(encoding), authenticateNull, pad, parse, value => print(value!));

        VectorField Value<T>(FieldEncoding<T> encoding, Func<JsonElement, T> parse, Func<T, object> print)
            where T : struct => new Typed<T?>(purpose, name, FieldEncoding.Nullable(encoding), authenticateNull, pad, json => parse(json), value => print(value!.Value));

        VectorField Integer<T>(FieldEncoding<T> encoding)
            where T : struct, IBinaryInteger<T> => Value(encoding, json => T.Parse(json.GetString()!, CultureInfo.InvariantCulture), value => value.ToString(null, CultureInfo.InvariantCulture));

        VectorField FloatingPoint<T>(FieldEncoding<T> encoding)
            where T : struct, IFloatingPointIeee754<T> => Value(encoding, json => T.Parse(json.GetString()!, CultureInfo.InvariantCulture), FloatText.Print);
    }

    private sealed class Typed<T>(string purpose, string name, FieldEncoding<T> encoding, bool authenticateNull, int pad, Func<JsonElement, T> parse, Func<T, object> print) : VectorField
    {
        private readonly EncryptedField<VectorRecord, T> _field = new(
            purpose,
            name,
            encoding,
            authenticateNull ? FieldNull.Authenticated : FieldNull.Refused,
            record => record.Fields[name],
            (record, bytes) => record.Fields[name] = bytes) { Pad = pad };

        internal override long Measure(object? value) => _field.Measure((T)value!);

        internal override ReadOnlyMemory<byte> Seal(ref FieldSealer sealer, object? value) => sealer.Seal(_field, (T)value!);

        internal override object? Open(ref FieldOpener opener, ReadOnlyMemory<byte> stored) => opener.Open(_field, stored);

        internal override async ValueTask<object?> OpenAloneAsync(RecordEncryptor encryptor, VectorSchema schema, VectorRecord record, ReadOnlyMemory<byte> stored) =>
            await RecordOperations.DecryptFieldAsync(encryptor, schema, record, _field, stored, TestContext.Current.CancellationToken);

        internal override object? Parse(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : parse(value);

        internal override JsonElement Print(object? value) => JsonSerializer.SerializeToElement(value is null ? null : print((T)value));
    }
}

/// <summary>Decimals with their trailing zeros and the sign of zero, which <see cref="decimal.ToString()"/> leaves out.</summary>
internal static class DecimalText
{
    internal static decimal Parse(string text)
    {
        var digits = text.TrimStart('-').Replace(".", "", StringComparison.Ordinal);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : text.Length - point - 1;
        var magnitude = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        var mask = uint.MaxValue;
        return new decimal((int)(uint)(magnitude & mask), (int)(uint)((magnitude >> 32) & mask), (int)(uint)(magnitude >> 64), text[0] == '-', (byte)scale);
    }

    internal static string Print(decimal value)
    {
        var parts = decimal.GetBits(value);
        var magnitude = ((BigInteger)(uint)parts[2] << 64) | ((BigInteger)(uint)parts[1] << 32) | (uint)parts[0];
        var scale = (parts[3] >> 16) & 0xFF;
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (parts[3] < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." + digits[^scale..] : "");
    }
}

/// <summary>The date and time that a value shows, and its kind: Z for UTC, L for local.</summary>
internal static class DateTimeText
{
    internal static DateTime Parse(string text) => DateTime.SpecifyKind(
        DateTime.ParseExact(text.TrimEnd('Z', 'L'), "yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        text[^1] switch { 'Z' => DateTimeKind.Utc, 'L' => DateTimeKind.Local, _ => DateTimeKind.Unspecified });

    internal static string Print(DateTime value) =>
        value.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + value.Kind switch { DateTimeKind.Utc => "Z", DateTimeKind.Local => "L", _ => "" };
}

/// <summary>17 digits and an exponent, as JavaScript's toExponential(16) writes them.</summary>
internal static class FloatText
{
    internal static string Print<T>(T value)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
            return value.ToString(null, CultureInfo.InvariantCulture);
        var parts = double.CreateChecked(value).ToString("e16", CultureInfo.InvariantCulture).Split('e');
        return $"{parts[0]}e{parts[1][0]}{int.Parse(parts[1][1..], CultureInfo.InvariantCulture)}";
    }
}

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class VectorJson : JsonSerializerContext;
