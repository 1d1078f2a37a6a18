using System.Globalization;
using System.Text.Json;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>What the generator writes for an index, here for bits and versions that a vector names.</summary>
internal readonly record struct VectorIndex<TBits, TVersion>(long Value) : IBlindIndex<VectorIndex<TBits, TVersion>>
    where TBits : INumber
    where TVersion : INumber
{
    public static string IndexPath => "vector";

    public static int Version => TVersion.Value;

    public static int Bits => TBits.Value;

    public static VectorIndex<TBits, TVersion> FromValue(long value) => new(value);

    public bool IsAbsent => false;
}

internal interface INumber
{
    static abstract int Value { get; }
}

internal readonly struct One : INumber { public static int Value => 1; }

internal readonly struct Two : INumber { public static int Value => 2; }

internal readonly struct Twelve : INumber { public static int Value => 12; }

internal readonly struct ThirtyTwo : INumber { public static int Value => 32; }

internal readonly struct Last : INumber { public static int Value => int.MaxValue; }

internal static class VectorIndexes
{
    /// <summary>The index that the runtime computes for a vector.</summary>
    internal static Task<long> ComputeAsync(RecordEncryptor encryptor, VectorSchema schema, VectorRecord context, BlindIndexVector vector)
    {
        return vector.Type switch
        {
            "string" => ReferenceAsync(FieldEncoding.String, vector.Value.GetString(), text => IndexText.Normalize(text!, vector.Normalization)),
            "bytes" => ReferenceAsync(FieldEncoding.Bytes, Convert.FromHexString(vector.Value.GetString()!), null),
            "int" => ValueAsync(FieldEncoding.Int64, text => long.Parse(text, CultureInfo.InvariantCulture)),
            "guid" => ValueAsync(FieldEncoding.Guid, text => Guid.ParseExact(text, "D")),
            "date" => ValueAsync(FieldEncoding.DateOnly, text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            "decimal" => ValueAsync(FieldEncoding.Decimal, DecimalText.Parse),
            "instant" => ValueAsync(FieldEncoding.DateTimeOffset, text => DateTimeOffset.ParseExact(text, "o", CultureInfo.InvariantCulture)),
            _ => throw new ArgumentException($"There is no type '{vector.Type}'."),
        };

        Task<long> ReferenceAsync<T>(FieldEncoding<T> encoding, T? value, Func<T?, T?>? normalize)
            where T : class => DispatchAsync(FieldEncoding.NullableReference(encoding), value, normalize);

        Task<long> ValueAsync<T>(FieldEncoding<T> encoding, Func<string, T> parse)
            where T : struct => DispatchAsync<T?>(FieldEncoding.Nullable(encoding), parse(vector.Value.GetString()!), null);

        Task<long> DispatchAsync<T>(FieldEncoding<T> encoding, T value, Func<T, T>? normalize) => (vector.Bits, vector.Version) switch
        {
            (12, 1) => IndexAsync<T, Twelve, One>(encoding, value, normalize),
            (32, 1) => IndexAsync<T, ThirtyTwo, One>(encoding, value, normalize),
            (32, 2) => IndexAsync<T, ThirtyTwo, Two>(encoding, value, normalize),
            (1, int.MaxValue) => IndexAsync<T, One, Last>(encoding, value, normalize),
            var other => throw new ArgumentException($"Give {other} a type."),
        };

        async Task<long> IndexAsync<T, TBits, TVersion>(FieldEncoding<T> encoding, T value, Func<T, T>? normalize)
            where TBits : INumber
            where TVersion : INumber
        {
            var index = new BlindIndex<VectorRecord, T, VectorIndex<TBits, TVersion>>(vector.Purpose, vector.Field, encoding, vector.AuthenticateNull ? FieldNull.Authenticated : FieldNull.Clear, normalize, (_, _) => { });
            return (await BlindIndexOperations.IndexAsync(encryptor, schema, context, index, value, TestContext.Current.CancellationToken)).Value;
        }
    }
}
