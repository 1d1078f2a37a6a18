namespace KmsGuard.Generators.Model;

/// <summary>One file to write: code for a specification; or, for problems, error lines and types that stand in.</summary>
internal sealed record GeneratedFile(string HintName, ModelSpec? Spec, StandInSpec? StandIn, EquatableArray<Problem> Problems)
{
    internal static GeneratedFile Of(ParsedModel model, NameClashes clashes)
    {
        var clashing = model.GeneratedTypes.Where(type => clashes.GeneratedTypes.Contains(type)).ToArray();
        var problems = clashing.Length == 0
            ? model.Problems
            : new EquatableArray<Problem>(model.Problems.Concat(clashing.Select(type => Problem.WithoutPlace(model.Name + ": " + Parsing.Problems.TypeOfTwoModels(type)))));
        return new GeneratedFile(HintNameOf(model, clashes), clashing.Length == 0 ? model.Spec : null, clashing.Length == 0 ? model.StandIn : null, problems);
    }

    /// <summary>A hash of the model's name sets clashing files apart: unlike a number it does not depend on the order of the models.</summary>
    private static string HintNameOf(ParsedModel model, NameClashes clashes)
    {
        if (!clashes.HasHintName(model.HintName))
            return model.HintName + ".g.cs";
        var hash = 14695981039346656037UL;
        foreach (var character in model.MetadataName)
            hash = unchecked((hash ^ character) * 1099511628211UL);
        return model.HintName + "." + hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + ".g.cs";
    }
}
