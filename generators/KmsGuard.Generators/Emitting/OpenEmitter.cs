using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>How a decrypted model is made, by its constructor and an initializer.</summary>
internal static class OpenEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        var signature = $"protected override {model.ModelType} Open({model.TypeName} record, ref {Names.Generated}FieldOpener opener)";
        var twice = model.Properties.Where(property => property is { Assignment: Assignment.ArgumentAndInitializer, Field: not null }).ToArray();
        var after = model.Properties.Where(property => property.Setter is not null && property.Navigation is null).ToArray();
        if (twice.Length == 0 && after.Length == 0)
        {
            writer.Line(signature + " =>");
            writer.Indented(() => EmitCreation(writer, model, "", property => Value(property)));
            return;
        }

        // What goes to the constructor and to the initializer is decrypted once.
        writer.Open(signature);
        for (var i = 0; i < twice.Length; i++)
            writer.Line($"var value{i} = {Value(twice[i])};");
        EmitCreation(writer, model, after.Length == 0 ? "return " : "var model = ", property => Array.IndexOf(twice, property) is >= 0 and var index ? $"value{index}" : Value(property));
        foreach (var property in after)
            writer.Line($"{property.Setter!.Name}(model, {Value(property)}{(property.ForgivesNull ? "!" : "")});");
        if (after.Length > 0)
            writer.Line("return model;");
        writer.Close();
    }

    private static void EmitCreation(SourceWriter writer, ModelSpec model, string before, Func<PropertySpec, string> value)
    {
        var initialized = model.Properties.Where(property => property.Navigation is not null ? property.IsRequired : property.Assignment is Assignment.Initializer or Assignment.ArgumentAndInitializer).ToArray();
        var end = initialized.Length == 0 ? ";" : "";
        if (model.Arguments.Count == 0)
        {
            writer.Line($"{before}new {model.ModelType}{(initialized.Length == 0 ? "()" : "")}{end}");
        }
        else
        {
            writer.Line($"{before}new {model.ModelType}(");
            writer.Indented(() =>
            {
                for (var i = 0; i < model.Arguments.Count; i++)
                {
                    var argument = model.Arguments[i];
                    // What is left out of the record has no value to give.
                    var property = model.Properties.SingleOrDefault(candidate => candidate.Name == argument.Property);
                    var forgiving = argument.ForgivesNull || property is { ForgivesNull: true } ? "!" : "";
                    writer.Line($"{argument.Parameter}: {(property is null ? "default!" : value(property) + forgiving)}{(i == model.Arguments.Count - 1 ? ")" + end : ",")}");
                }
            });
        }
        if (initialized.Length == 0)
            return;
        writer.Open();
        foreach (var property in initialized)
            writer.Line($"{property.Name} = {value(property)}{(property.ForgivesNull ? "!" : "")},");
        writer.Close(";");
    }

    private static string Value(PropertySpec property) => property.Navigation is not null ? "default!" : property.Field is { } field
        ? $"opener.Open(Fields.{property.Name}, {field.BytesOf("record." + property.Name)})"
        : $"record.{property.Name}";
}
