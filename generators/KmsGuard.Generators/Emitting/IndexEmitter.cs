using System.Globalization;
using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The blind indexes of a record: their descriptors, and a type for each, which is comparable with no other.</summary>
internal static class IndexEmitter
{
    internal static IEnumerable<(PropertySpec Property, IndexSpec Index)> Indexes(this ModelSpec model) =>
        model.Encrypted().SelectMany(property => property.Field!.Indexes.Select(index => (property, index)));

    internal static void EmitProperty(SourceWriter writer, ModelSpec model, PropertySpec property, IndexSpec index)
    {
        writer.Line($"/// <summary>Blind index of {Names.See(property.DocId)}, {Invariant(index.Bits)} bits of field <c>{SafeText.Xml(model.Path(property.Field!))}</c>, version {Invariant(index.Version)}; null for a null, and where it was not computed yet.</summary>");
        writer.Line($"[{Names.Generated}BlindIndexOf(nameof({property.Name}))]");
        writer.Line($"public {index.Wrapper}? {index.Property} {{ get; set; }}");
    }

    internal static void EmitDescriptors(SourceWriter writer, ModelSpec model)
    {
        writer.Line("/// <summary>The blind indexes, to compute one of a certain version.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open("public static class Indexes");
        var first = true;
        foreach (var (property, index) in model.Indexes())
        {
            if (!first)
                writer.Line();
            first = false;
            var field = property.Field!;
            writer.Line($"/// <summary>The blind index of <c>{SafeText.Xml(model.Path(field))}</c>, version {Invariant(index.Version)}.</summary>");
            writer.Line($"public static {Names.Runtime}BlindIndex<{model.TypeName}, {field.ValueType}, {index.Wrapper}> {index.Property} {{ get; }} = new(");
            writer.Indented(() =>
            {
                writer.Line(SafeText.Literal(model.Purpose) + ",");
                writer.Line(SafeText.Literal(field.StoredName) + ",");
                writer.Line(field.Encoding.Expression + ",");
                writer.Line($"{Names.Generated}FieldNull.{field.Null},");
                writer.Line(Normalization(field, index) + ",");
                writer.Line($"static (record, index) => record.{index.Property} = index);");
            });
        }
        writer.Close();
    }

    internal static void EmitType(SourceWriter writer, ModelSpec model, PropertySpec property, IndexSpec index)
    {
        var type = index.Wrapper;
        var path = $"{model.Path(property.Field!)} index {Invariant(index.Version)}";
        writer.Line($"/// <summary>Blind index of the field <c>{SafeText.Xml(model.Path(property.Field!))}</c>, version {Invariant(index.Version)}; <c>default</c> is absent.</summary>");
        writer.Line($"[global::System.Text.Json.Serialization.JsonConverter(typeof({Names.Generated}BlindIndexJsonConverter<{type}>))]");
        writer.Line("[global::System.Diagnostics.DebuggerDisplay(\"{ToString(),nq}\")]");
        writer.Line(Names.GeneratedCode);
        writer.Open($"public readonly struct {type} : {Names.Runtime}IBlindIndex<{type}>");
        writer.Line("private readonly long _oneHigher;");
        writer.Line();
        writer.Line($"private {type}(long oneHigher) => _oneHigher = oneHigher;");
        Member($"<summary>Always <c>{SafeText.Xml(path)}</c>.</summary>", $"public static string IndexPath => {SafeText.Literal(path)};");
        Member($"<summary>Always {Invariant(index.Version)}.</summary>", $"public static int Version => {Invariant(index.Version)};");
        Member($"<summary>Always {Invariant(index.Bits)}.</summary>", $"public static int Bits => {Invariant(index.Bits)};");
        Member("<inheritdoc/>", "public bool IsAbsent => _oneHigher == 0;");
        Member("<inheritdoc/>", $"public long Value => {Names.Generated}BlindIndexValue.Require(_oneHigher, IndexPath);");
        Member("<summary>Wraps a number as stored; it is not checked.</summary>", $"public static {type} FromValue(long value) => new(unchecked(value + 1));");
        Member("<inheritdoc/>", $"public bool Equals({type} other) => _oneHigher == other._oneHigher;");
        Member("<inheritdoc/>", $"public override bool Equals(object? obj) => obj is {type} other && Equals(other);");
        Member("<inheritdoc/>", "public override int GetHashCode() => _oneHigher.GetHashCode();");
        Member("<summary>Whether both are of one number.</summary>", $"public static bool operator ==({type} left, {type} right) => left.Equals(right);");
        Member("<summary>Whether the numbers differ.</summary>", $"public static bool operator !=({type} left, {type} right) => !left.Equals(right);");
        Member("<summary>Field, version and bits: fit for a log.</summary>", $"public override string ToString() => {Names.Generated}BlindIndexValue.Describe(_oneHigher, IndexPath, Bits);");
        writer.Close();

        void Member(string documentation, string code) => writer.Line().Line("/// " + documentation).Line(code);
    }

    internal static void EmitReindex(SourceWriter writer, ModelSpec model)
    {
        var indexed = model.Encrypted().Where(property => property.Field!.Indexes.Count > 0).ToArray();
        writer.Open($"protected override void Reindex({model.TypeName} record, ref {Names.Generated}FieldOpener opener, {Names.Generated}FieldIndexer indexer)");
        for (var i = 0; i < indexed.Length; i++)
            writer.Line($"var value{Invariant(i)} = opener.Open(Fields.{indexed[i].Name}, {indexed[i].Field!.BytesOf("record." + indexed[i].Name)});");
        var computed = indexed.SelectMany((property, i) => property.Field!.Indexes.Select(index => (index.Property, Value: i))).ToArray();
        for (var i = 0; i < computed.Length; i++)
            writer.Line($"var index{Invariant(i)} = indexer.Of(Indexes.{computed[i].Property}, value{Invariant(computed[i].Value)});");
        for (var i = 0; i < computed.Length; i++)
            writer.Line($"record.{computed[i].Property} = index{Invariant(i)};");
        writer.Close();
    }

    private static string Normalization(FieldSpec field, IndexSpec index)
    {
        if (index.Normalize == 0 && index.Normalizer is null)
            return "null";
        // Never called with a null; a nullable struct is unwrapped, all else that may be null is told so.
        var value = field.ValueType == index.NormalizedType ? "value"
            : field.ValueType == index.NormalizedType + "?" && field.Encoding.Expression.Contains(".NullableReference(") ? "value!"
            : "value!.Value";
        if (index.Normalize != 0)
            value = $"{Names.Generated}IndexText.Normalize({value}, ({Names.Runtime}IndexNormalization){Invariant(index.Normalize)})";
        if (index.Normalizer is { } normalizer)
            value = $"{Names.Generated}IndexText.Apply<{normalizer}, {index.NormalizedType}>({value})";
        return "static value => " + value;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
