using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The wrapper type of one field: ciphertext that fits no other field's property.</summary>
internal static class WrapperEmitter
{
    private const string Text = Names.Generated + "FieldCiphertextText.";
    private const string Chars = "global::System.ReadOnlySpan<char>";

    internal static void Emit(SourceWriter writer, ModelSpec model, PropertySpec property)
    {
        var field = property.Field!;
        var wrapper = field.Wrapper;
        var path = SafeText.Xml(model.Path(field));

        writer.Line($"/// <summary>Ciphertext of the field <c>{path}</c>; <c>default</c> is absent.</summary>");
        writer.Line($"[global::System.Text.Json.Serialization.JsonConverter(typeof({Names.Generated}FieldCiphertextJsonConverter<{wrapper}>))]");
        writer.Line($"[global::System.ComponentModel.TypeConverter(typeof({Names.Generated}FieldCiphertextTypeConverter<{wrapper}>))]");
        writer.Line("[global::System.Diagnostics.DebuggerDisplay(\"{ToString(),nq}\")]");
        writer.Line(Names.GeneratedCode);
        writer.Open($"public readonly struct {wrapper} : {Names.Runtime}IFieldCiphertext<{wrapper}>, global::System.ISpanParsable<{wrapper}>, global::System.ISpanFormattable");
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
        Member("<summary>With the format <c>E</c> the base64url text, which <c>Parse</c> reads; else field and number of bytes.</summary>", $"public string ToString(string? format, global::System.IFormatProvider? formatProvider) => {Text}Format(this, format);");
        Member("<inheritdoc/>", $"public bool TryFormat(global::System.Span<char> destination, out int charsWritten, {Chars} format, global::System.IFormatProvider? provider) => {Text}TryFormat(this, destination, out charsWritten, format);");
        Member("<summary>Reads base64url text without padding; the empty text is absent.</summary>", $"public static {wrapper} Parse(string s, global::System.IFormatProvider? provider) => {Text}Parse<{wrapper}>(s ?? throw new global::System.ArgumentNullException(nameof(s)));");
        Member("<inheritdoc cref=\"Parse(string, global::System.IFormatProvider)\"/>", $"public static {wrapper} Parse({Chars} s, global::System.IFormatProvider? provider) => {Text}Parse<{wrapper}>(s);");
        Member("<inheritdoc cref=\"Parse(string, global::System.IFormatProvider)\"/>", $"public static bool TryParse(string? s, global::System.IFormatProvider? provider, out {wrapper} result) => TryParse(global::System.MemoryExtensions.AsSpan(s), provider, out result) && s is not null;");
        Member("<inheritdoc cref=\"Parse(string, global::System.IFormatProvider)\"/>", $"public static bool TryParse({Chars} s, global::System.IFormatProvider? provider, out {wrapper} result) => {Text}TryParse(s, out result);");
        writer.Close();

        void Member(string documentation, string code) => writer.Line().Line("/// " + documentation).Line(code);
    }
}
