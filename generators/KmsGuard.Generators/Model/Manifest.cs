using KmsGuard.Generators.Model.Stored;

namespace KmsGuard.Generators.Model;

/// <summary>What an assembly tells of its models and of its calls (docs/manifest.md).</summary>
internal sealed record Manifest(EquatableArray<ManifestModel> Models, EquatableArray<ManifestUse> Uses)
{
    internal const string HintName = "KmsGuard.Manifest.g.cs";

    internal static Manifest Of(IReadOnlyCollection<ParsedModel> parsed, IReadOnlyCollection<OperationCall> calls)
    {
        var models = parsed.Where(model => model.Spec is { IsBroken: false }).Select(model => ManifestModel.Of(model.Spec!)).OrderBy(model => model.Record, StringComparer.Ordinal).ToArray();
        var uses = calls
            .SelectMany(call => RecordsOf(call, models).SelectMany(use => use.Operations.Select(operation => (record: use.Record, operation))))
            .GroupBy(use => use.record, StringComparer.Ordinal)
            .OrderBy(uses => uses.Key, StringComparer.Ordinal)
            .Select(uses => new ManifestUse(uses.Key, new EquatableArray<string>(uses.Select(use => use.operation).Distinct().OrderBy(operation => operation, StringComparer.Ordinal))));
        return new Manifest(new EquatableArray<ManifestModel>(models), new EquatableArray<ManifestUse>(uses));
    }

    /// <summary>This assembly's own generated types are not known when calls are read: they go by the names that the arguments mention. A call that mentions none may be on any model: a policy that lacks a permission is worse than one that has it for another model.</summary>
    private static IEnumerable<ManifestUse> RecordsOf(OperationCall call, ManifestModel[] models)
    {
        if (call.Record is { } known)
            return [new ManifestUse(known, call.Operations)];
        var mentioned = models.Where(model => call.Names.Contains(model.Record.Substring(model.Record.LastIndexOf('.') + 1))).ToArray();
        return (mentioned.Length > 0 ? mentioned : models)
            .Select(model => new ManifestUse(model.Record, call.WritesIndexes && model.Stored.Fields.Any(field => field.Indexes.Count > 0) ? new(call.Operations.Append("index")) : call.Operations));
    }
}

/// <summary>A model with what only the manifest tells of it.</summary>
/// <param name="Stored">What the schema files tell too.</param>
/// <param name="Record">The full name of the generated type.</param>
/// <param name="SendsIdentity">Whether the identity goes to the key service.</param>
/// <param name="Classes">The data classifications of fields.</param>
internal sealed record ManifestModel(StoredModel Stored, string Record, bool SendsIdentity, EquatableArray<ManifestClass> Classes)
{
    internal static ManifestModel Of(ModelSpec model) => new(
        StoredModels.Of(model),
        StoredModels.NameOf(model.Namespace.Length == 0 ? model.RecordName : model.Namespace + "." + model.RecordName),
        model.SendIdentityToKeyring,
        new EquatableArray<ManifestClass>(model.Properties
            .Where(property => property.Field is not null)
            .SelectMany(property => property.Field!.Classifications.Select(name => new ManifestClass(property.Field.StoredName, name)))
            .OrderBy(classified => classified.Field, StringComparer.Ordinal)));
}

/// <summary>A data classification of a field.</summary>
internal sealed record ManifestClass(string Field, string Name);

/// <summary>What the assembly's code does with records of one type.</summary>
internal sealed record ManifestUse(string Record, EquatableArray<string> Operations);

/// <summary>One call of an operation.</summary>
/// <param name="Operations">What the key service must allow for it.</param>
/// <param name="Record">The record's type if it is known, or null.</param>
/// <param name="Names">The type names that the arguments mention, if it is not.</param>
/// <param name="WritesIndexes">Whether it writes the record's blind indexes too, if it has any.</param>
internal sealed record OperationCall(EquatableArray<string> Operations, string? Record, EquatableArray<string> Names, bool WritesIndexes);
