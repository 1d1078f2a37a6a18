using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>How a record refers to the records of the models that its model refers to, and the way back.</summary>
internal static class NavigationEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        var navigations = model.Navigations().ToArray();
        if (navigations.Length == 0)
            return;
        writer.Line();
        writer.Line("protected override bool HasNavigations => true;");
        writer.Line();
        writer.Open($"protected override async global::System.Threading.Tasks.ValueTask EncryptNavigationsAsync({model.ModelType} model, {model.TypeName} record, {Names.Generated}RecordGraph graph)");
        foreach (var property in navigations)
            writer.Line($"record.{property.Name} = {Converted(property.Navigation!, "Encrypt", property.OfModel())};");
        writer.Close();
        writer.Line();
        writer.Open($"protected override async global::System.Threading.Tasks.ValueTask DecryptNavigationsAsync({model.TypeName} record, {model.ModelType} model, {Names.Generated}RecordGraph graph)");
        foreach (var property in navigations)
            writer.Line(Assign(property, property.Navigation!) + ";");
        writer.Close();
    }

    private static string Assign(PropertySpec property, NavigationSpec navigation)
    {
        var source = "record." + property.Name;
        if (navigation.IsFilled)
            return $"{Names.Generated}RecordGraph.Fill(model.{property.Name}, {Awaited(navigation, "Decrypt", source)}!)";
        var value = Converted(navigation, "Decrypt", source);
        return property.Setter is { } setter ? $"{setter.Name}(model, {value})" : $"model.{property.Name} = {value}";
    }

    private static string Converted(NavigationSpec navigation, string operation, string source)
    {
        var value = Awaited(navigation, operation, source);
        return navigation.Many is { } many ? $"({many.Replace("{0}", value)})!" : value + "!";
    }

    private static string Awaited(NavigationSpec navigation, string operation, string source) =>
        $"(await graph.{operation}{(navigation.Many is null ? "" : "List")}Async({navigation.RecordType}.Schema, {source}).ConfigureAwait(false))";
}
