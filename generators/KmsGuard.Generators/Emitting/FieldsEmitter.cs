using System.Globalization;
using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The descriptors of the encrypted fields.</summary>
internal static class FieldsEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        writer.Line("/// <summary>The encrypted fields, to decrypt or set one alone.</summary>");
        writer.Line(Names.GeneratedCode);
        writer.Open("public static class Fields");
        var first = true;
        foreach (var property in model.Encrypted())
        {
            if (!first)
                writer.Line();
            first = false;
            EmitField(writer, model, property, property.Field!);
        }
        writer.Close();
    }

    private static void EmitField(SourceWriter writer, ModelSpec model, PropertySpec property, FieldSpec field)
    {
        writer.Line($"/// <summary>The field <c>{SafeText.Xml(model.Path(field))}</c> of {Names.See(property.DocId)}.</summary>");
        var type = field.Indexes.Count == 0
            ? $"EncryptedField<{model.TypeName}, {field.ValueType}>"
            : $"IndexedField<{model.TypeName}, {field.ValueType}, {field.Indexes[0].Wrapper}>";
        var indexes = string.Concat(field.Indexes.Select(index => $", Indexes.{index.Property}"));
        writer.Line($"public static {Names.Runtime}{type} {property.Name} {{ get; }} = new(");
        writer.Indented(() =>
        {
            writer.Line(SafeText.Literal(model.Purpose) + ",");
            writer.Line(SafeText.Literal(field.StoredName) + ",");
            writer.Line(field.Encoding.Expression + ",");
            writer.Line($"{Names.Generated}FieldNull.{field.Null},");
            writer.Line($"static record => {field.BytesOf("record." + property.Name)},");
            writer.Line($"static (record, bytes) => record.{property.Name} = {field.Wrap("bytes")}{indexes}){Options(field)};");
        });
    }

    private static string Options(FieldSpec field)
    {
        var options = new List<string>();
        if (field.Pad > 0)
            options.Add("Pad = " + field.Pad.ToString(CultureInfo.InvariantCulture));
        if (field.FormerNames.Count > 0)
            options.Add($"FormerNames = [{string.Join(", ", field.FormerNames.Select(SafeText.Literal))}]");
        if (field.Classifications.Count > 0)
            options.Add("Classification = " + SafeText.Literal(string.Join(", ", field.Classifications)));
        return options.Count == 0 ? "" : $" {{ {string.Join(", ", options)} }}";
    }
}
