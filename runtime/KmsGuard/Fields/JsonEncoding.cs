using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace KmsGuard.Fields;

/// <summary>UTF-8 JSON text (RFC 8259) as the application's own context writes it.</summary>
internal sealed class JsonEncoding<T>(Func<JsonSerializerContext> context) : Generated.FieldEncoding<T>(EncodingId.Json)
    where T : notnull
{
    private JsonTypeInfo<T>? _typeInfo;

    /// <summary>Found when first used: an error is not hidden in a type initializer.</summary>
    private JsonTypeInfo<T> TypeInfo => _typeInfo ??= context() is var found && found.GetTypeInfo(typeof(T)) is JsonTypeInfo<T> typeInfo
        ? typeInfo
        : throw new InvalidOperationException($"{found.GetType().Name} does not know {typeof(T)}. Add [JsonSerializable(typeof(...))] for it.");

    internal override int Measure(T value)
    {
        using var json = Serialize(value);
        return json.WrittenSpan.Length;
    }

    internal override void Encode(T value, Span<byte> destination)
    {
        using var json = Serialize(value);
        if (json.WrittenSpan.Length != destination.Length)
            throw new InvalidOperationException($"A {typeof(T).Name} gave other JSON than a moment before. Change a model only when its encryption has ended.");
        json.WrittenSpan.CopyTo(destination);
    }

    internal override T Decode(ReadOnlySpan<byte> source)
    {
        // Deserialize reads a JsonElement's texts later, or never.
        if (!Utf8.IsValid(source))
            throw new FormatException("is not UTF-8");
        try
        {
            return JsonSerializer.Deserialize(source, TypeInfo) ?? throw new FormatException("is JSON's null");
        }
        catch (JsonException)
        {
            // Its message may quote what was decrypted.
            throw new FormatException($"is not the JSON of a {typeof(T).Name}");
        }
    }

    private WipedBufferWriter Serialize(T value)
    {
        var buffer = new WipedBufferWriter();
        try
        {
            var options = TypeInfo.Options;
            using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true });
            JsonSerializer.Serialize(writer, value, TypeInfo);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
