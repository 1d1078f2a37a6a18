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
            .SelectMany(call => RecordsOf(call, models).SelectMany(record => call.Operations.Select(operation => (record, operation))))
            .GroupBy(use => use.record, StringComparer.Ordinal)
            .OrderBy(uses => uses.Key, StringComparer.Ordinal)
            .Select(uses => new ManifestUse(uses.Key, new EquatableArray<string>(uses.Select(use => use.operation).Distinct().OrderBy(operation => operation, StringComparer.Ordinal))));
        return new Manifest(new EquatableArray<ManifestModel>(models), new EquatableArray<ManifestUse>(uses));
    }

    /// <summary>This assembly's own generated types are not known when calls are read: they go by the names that the arguments mention. A call that mentions none may be on any model: a policy that lacks a permission is worse than one that has it for another model.</summary>
    private static IEnumerable<string> RecordsOf(OperationCall call, ManifestModel[] models)
    {
        if (call.Record is { } known)
            return [known];
        var mentioned = models.Where(model => call.Names.Contains(model.Record.Substring(model.Record.LastIndexOf('.') + 1))).ToArray();
        return (mentioned.Length > 0 ? mentioned : models).Select(model => model.Record);
    }
}

/// <summary>A model with what only the manifest tells of it.</summary>
/// <param name="Stored">What the schema files tell too.</param>
/// <param name="Record">The full name of the generated type.</param>
/// <param name="SendsIdentity">Whether the identity goes to the key service.</param>
internal sealed record ManifestModel(StoredModel Stored, string Record, bool SendsIdentity)
{
    internal static ManifestModel Of(ModelSpec model) => new(
        StoredModel.Of(model),
        StoredModel.NameOf(model.Namespace.Length == 0 ? model.RecordName : model.Namespace + "." + model.RecordName),
        model.SendIdentityToKeyring);
}

/// <summary>What the assembly's code does with records of one type.</summary>
internal sealed record ManifestUse(string Record, EquatableArray<string> Operations);

/// <summary>One call of an operation.</summary>
/// <param name="Operations">What the key service must allow for it.</param>
/// <param name="Record">The record's type if it is known, or null.</param>
/// <param name="Names">The type names that the arguments mention, if it is not.</param>
internal sealed record OperationCall(EquatableArray<string> Operations, string? Record, EquatableArray<string> Names);
