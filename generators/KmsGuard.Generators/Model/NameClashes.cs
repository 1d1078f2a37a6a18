namespace KmsGuard.Generators.Model;

/// <summary>Names that more than one model of the assembly asks for; nearly always none, so that an edit of one model leaves the others alone.</summary>
internal sealed record NameClashes(EquatableArray<string> HintNames, EquatableArray<string> GeneratedTypes)
{
    /// <summary>The compiler tells the names of generated files apart without regard to case.</summary>
    private static readonly StringComparer HintComparer = StringComparer.OrdinalIgnoreCase;

    internal static NameClashes Find(IReadOnlyList<ParsedModel> models) => new(
        Repeated(models.Select(model => model.HintName), HintComparer),
        Repeated(models.SelectMany(model => model.GeneratedTypes), StringComparer.Ordinal));

    internal bool HasHintName(string hintName) => HintNames.Contains(hintName, HintComparer);

    private static EquatableArray<string> Repeated(IEnumerable<string> names, StringComparer comparer) =>
        new(names.GroupBy(name => name, comparer).Where(group => group.Count() > 1).Select(group => group.Key).OrderBy(name => name, StringComparer.Ordinal));
}
