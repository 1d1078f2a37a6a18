namespace KmsGuard.Generators.Model;

/// <summary>Names that more than one model of the assembly asks for; nearly always none, so that an edit of one model leaves the others alone.</summary>
internal sealed record NameClashes(EquatableArray<string> HintNames, EquatableArray<TypeClash> Types)
{
    /// <summary>The compiler tells the names of generated files apart without regard to case.</summary>
    private static readonly StringComparer HintComparer = StringComparer.OrdinalIgnoreCase;

    internal static NameClashes Find(IReadOnlyList<ParsedModel> models) => new(
        new(models.GroupBy(model => model.HintName, HintComparer).Where(group => group.Count() > 1).Select(group => group.Key).OrderBy(name => name, StringComparer.Ordinal)),
        TypeClash.Find([.. models.Select(model => model.Types)]));

    internal bool HasHintName(string hintName) => HintNames.Contains(hintName, HintComparer);

    /// <summary>The clash by which a model is not generated, or null.</summary>
    internal TypeClash? Of(ParsedModel model) => Types.FirstOrDefault(clash => clash.MetadataName == model.Types.MetadataName);
}
