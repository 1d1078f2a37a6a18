using KmsGuard.Tool.Manifests;

namespace KmsGuard.Tool.Generating;

/// <summary>The encryption context that models of one shape send: some pairs always, some unless they have their default.</summary>
internal sealed record ContextShape(IReadOnlyList<string> Always, IReadOnlyList<string> Sometimes)
{
    /// <summary>Records are equal by reference in their lists: this text tells shapes apart.</summary>
    internal string Name => string.Join('\n', Always) + "\n\n" + string.Join('\n', Sometimes);

    internal static ContextShape Of(ManifestModel model)
    {
        var pairs = model.SendsIdentity ? [.. model.Context, .. model.Identity] : model.Context;
        return new ContextShape(Keys(pairs.Where(static pair => pair.Default is null)), Keys(pairs.Where(static pair => pair.Default is not null)));
    }

    private static string[] Keys(IEnumerable<ManifestPair> pairs) => [.. pairs.Select(static pair => pair.Key).Order(StringComparer.Ordinal)];
}

/// <summary>What an application does under one logical key: for each shape of encryption context the operations.</summary>
internal sealed record KeyUse(string KeyName, IReadOnlyList<(ContextShape Shape, IReadOnlySet<string> Operations)> Shapes)
{
    /// <summary>The logical keys that are in use, by name.</summary>
    /// <exception cref="InvalidDataException">A model's key is not known.</exception>
    internal static IReadOnlyList<KeyUse> Of(ApplicationUse application, IReadOnlyDictionary<string, string> keyOfClass) =>
    [
        .. application.Models
            .Where(static one => one.Operations.Count > 0)
            .GroupBy(one => NameOf(one.Model, keyOfClass), StringComparer.Ordinal)
            .OrderBy(static key => key.Key, StringComparer.Ordinal)
            .Select(static key => new KeyUse(key.Key, [.. key.GroupBy(static one => ContextShape.Of(one.Model).Name, StringComparer.Ordinal).Select(static shape => Together(shape))])),
    ];

    private static (ContextShape Shape, IReadOnlySet<string> Operations) Together(IEnumerable<(ManifestModel Model, IReadOnlySet<string> Operations)> models) =>
        (ContextShape.Of(models.First().Model), models.SelectMany(static one => one.Operations).ToHashSet(StringComparer.Ordinal));

    private static string NameOf(ManifestModel model, IReadOnlyDictionary<string, string> keyOfClass)
    {
        if (model.KeyName is { } name)
            return name;
        if (model.Classification is not { } classification)
            throw new InvalidDataException($"The manifest names neither key nor classification of {model.Type}: build it anew");
        return keyOfClass.TryGetValue(classification, out var key)
            ? key
            : throw new InvalidDataException($"{model.Type} has the key of its classification, which configuration names: say which by --class {classification}=NAME, as KmsGuard:Classifications:{classification} does");
    }
}
