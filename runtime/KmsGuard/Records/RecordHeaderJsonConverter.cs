using System.Text.Json;
using System.Text.Json.Serialization;
using KmsGuard.Fields;

namespace KmsGuard;

/// <summary>Reads and writes a record header as base64url text without padding; absent as null.</summary>
public sealed class RecordHeaderJsonConverter : JsonConverter<RecordHeader>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override RecordHeader Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RecordHeader.FromBytes(CiphertextJson.Read(ref reader, "record header"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RecordHeader value, JsonSerializerOptions options) =>
        CiphertextJson.Write(writer, value.IsAbsent ? default : value.Bytes);
}
