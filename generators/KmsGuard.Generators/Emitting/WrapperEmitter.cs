using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The wrapper type of one field: ciphertext that fits no other field's property.</summary>
internal static class WrapperEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model, PropertySpec property)
    {
        var field = property.Field!;
        var wrapper = field.Wrapper;
        var path = SafeText.Xml(model.Path(field));

        writer.Line($"/// <summary>Ciphertext of the field <c>{path}</c>; <c>default</c> is absent.</summary>");
        writer.Line($"[global::System.Text.Json.Serialization.JsonConverter(typeof({Names.Generated}FieldCiphertextJsonConverter<{wrapper}>))]");
        writer.Line("[global::System.Diagnostics.DebuggerDisplay(\"{ToString(),nq}\")]");
        writer.Line(Names.GeneratedCode);
        writer.Open($"public readonly struct {wrapper} : {Names.Runtime}IFieldCiphertext<{wrapper}>");
        writer.Line($"private readonly {Names.Bytes} _bytes;");
        writer.Line();
        writer.Line($"private {wrapper}({Names.Bytes} bytes) => _bytes = bytes;");
        writer.Line();
        writer.Line($"/// <summary>Always <c>{path}</c>.</summary>");
        writer.Line($"public static string FieldPath => {SafeText.Literal(model.Path(field))};");
        Member("<inheritdoc/>", "public bool IsAbsent => _bytes.IsEmpty;");
        Member("<inheritdoc/>", $"public {Names.Bytes} Bytes => {Names.Generated}FieldCiphertext.Require(_bytes, FieldPath);");
        Member("<summary>Wraps bytes as stored, without a copy; they are checked when the field is decrypted.</summary>", $"public static {wrapper} FromBytes({Names.Bytes} bytes) => new(bytes);");
        Member("<inheritdoc/>", $"public bool Equals({wrapper} other) => {Names.Generated}FieldCiphertext.Equal(_bytes, other._bytes);");
        Member("<inheritdoc/>", $"public override bool Equals(object? obj) => obj is {wrapper} other && Equals(other);");
        Member("<inheritdoc/>", $"public override int GetHashCode() => {Names.Generated}FieldCiphertext.Hash(_bytes);");
        Member("<summary>Whether both have the same bytes.</summary>", $"public static bool operator ==({wrapper} left, {wrapper} right) => left.Equals(right);");
        Member("<summary>Whether the bytes differ.</summary>", $"public static bool operator !=({wrapper} left, {wrapper} right) => !left.Equals(right);");
        Member("<summary>Field and number of bytes: fit for a log.</summary>", $"public override string ToString() => {Names.Generated}FieldCiphertext.Describe(_bytes, FieldPath);");
        writer.Close();

        void Member(string documentation, string code) => writer.Line().Line("/// " + documentation).Line(code);
    }
}
