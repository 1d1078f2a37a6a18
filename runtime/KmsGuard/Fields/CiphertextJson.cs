using System.Text.Json;

namespace KmsGuard.Fields;

internal static class CiphertextJson
{
    internal static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType == JsonTokenType.String && Base64UrlText.TryDecode(reader.GetString(), out var bytes))
            return bytes;
        throw new JsonException($"{path} is not base64url text without padding.");
    }

    internal static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (bytes.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteStringValue(Base64UrlText.Encode(bytes.Span));
    }
}
