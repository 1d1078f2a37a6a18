using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KmsGuard.Generated;

/// <summary>Reads and writes a blind index as a number; absent as null. For generated code.</summary>
/// <typeparam name="TIndex">The index type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BlindIndexJsonConverter<TIndex> : JsonConverter<TIndex>
    where TIndex : struct, IBlindIndex<TIndex>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TIndex Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => default,
        JsonTokenType.Number when reader.TryGetInt64(out var value) && value >= 0 && value < 1L << TIndex.Bits => TIndex.FromValue(value),
        _ => throw new JsonException($"{TIndex.IndexPath} is not a number of {TIndex.Bits} bits."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TIndex value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.IsAbsent)
            writer.WriteNullValue();
        else
            writer.WriteNumberValue(value.Value);
    }
}
