using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The two methods that take a record's pairs without the record.</summary>
internal static class EnvelopeEmitter
{
    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        var pairs = model.Pairs().ToArray();
        var parameters = pairs.Select(property => $"{property.Type} {property.Pair!.Parameter}").ToArray();

        writer.Line("/// <summary>What decrypting a field from a projection takes: the record's context, identity and header without its fields.</summary>");
        Document(writer, pairs);
        writer.Line("/// <param name=\"recordHeader\">The record's header.</param>");
        writer.Line($"public static {Names.Runtime}RecordEnvelope<{model.TypeName}> Envelope({string.Join(", ", parameters.Append($"{Names.Runtime}RecordHeader recordHeader"))}) =>");
        writer.Indented(() =>
        {
            writer.Open($"new(new {model.TypeName}");
            InitializePairs(writer, model, pairs);
            writer.Line("RecordHeader = recordHeader,");
            writer.Close(");");
        });
        if (pairs.Length == 0)
            return;

        writer.Line();
        writer.Line("/// <summary>What a caller knows of a record, to have any other refused.</summary>");
        Document(writer, pairs);
        writer.Line($"public static {Names.Runtime}EncryptionContext Expect({string.Join(", ", parameters)}) =>");
        writer.Indented(() => writer.Line($"{Names.Generated}RecordOperations.Expect(Schema, Envelope({string.Join(", ", pairs.Select(property => property.Pair!.Parameter).Append("default"))}));"));
    }

    /// <summary>Sets the pairs of a record that has nothing else.</summary>
    internal static void InitializePairs(SourceWriter writer, ModelSpec model, PropertySpec[] pairs)
    {
        foreach (var property in pairs)
            writer.Line($"{property.Name} = {property.Pair!.Parameter},");
        // Nobody ever sees them, but the language wants every required member.
        foreach (var property in model.Properties.Where(property => property.IsRequired && property.Field is null && !pairs.Contains(property)))
            writer.Line($"{property.Name} = default!,");
    }

    private static void Document(SourceWriter writer, IEnumerable<PropertySpec> pairs)
    {
        foreach (var property in pairs)
            writer.Line($"/// <param name=\"{property.Pair!.Parameter.TrimStart('@')}\">The value of {Names.See(property.DocId)}.</param>");
    }
}
