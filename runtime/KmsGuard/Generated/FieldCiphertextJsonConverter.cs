using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KmsGuard.Fields;

namespace KmsGuard.Generated;

/// <summary>Reads and writes a wrapper as base64url text without padding; absent as null. For generated code.</summary>
/// <typeparam name="TCiphertext">The wrapper type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FieldCiphertextJsonConverter<TCiphertext> : JsonConverter<TCiphertext>
    where TCiphertext : struct, IFieldCiphertext<TCiphertext>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TCiphertext Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TCiphertext.FromBytes(CiphertextJson.Read(ref reader, TCiphertext.FieldPath));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TCiphertext value, JsonSerializerOptions options) =>
        CiphertextJson.Write(writer, value.IsAbsent ? default : value.Bytes);
}
