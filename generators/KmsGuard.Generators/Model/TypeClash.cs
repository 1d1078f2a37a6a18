namespace KmsGuard.Generators.Model;

/// <summary>A model that is not generated, because another one's type has the name of one of its own.</summary>
/// <param name="MetadataName">Of the model.</param>
/// <param name="Type">The type that both ask for.</param>
/// <param name="Other">The name of the model that has it.</param>
internal sealed record TypeClash(string MetadataName, string Type, string Other)
{
    /// <summary>A name that comes by itself goes before one that TypeName asks for, then the models' names decide: where they are written does not, so that no edit elsewhere moves the finding to the other model.</summary>
    internal static EquatableArray<TypeClash> Find(IReadOnlyCollection<ModelTypes> models)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (models.SelectMany(model => model.Names).All(seen.Add))
            return default;
        var owners = new Dictionary<string, ModelTypes>(StringComparer.Ordinal);
        var clashes = new List<TypeClash>();
        foreach (var model in models.OrderBy(model => model.IsNamed).ThenBy(model => model.MetadataName, StringComparer.Ordinal))
        {
            if (model.Names.FirstOrDefault(owners.ContainsKey) is { } taken)
            {
                clashes.Add(new TypeClash(model.MetadataName, taken, owners[taken].Model));
                continue;
            }
            foreach (var name in model.Names)
                owners.Add(name, model);
        }
        return new EquatableArray<TypeClash>(clashes);
    }
}
