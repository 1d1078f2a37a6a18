namespace KmsGuard.Generators.Model;

/// <summary>One file to write: code for a specification, or types that stand in for it.</summary>
internal sealed record GeneratedFile(string HintName, ModelSpec? Spec, StandInSpec? StandIn)
{
    internal static GeneratedFile Of(ParsedModel model, NameClashes clashes)
    {
        var isFree = clashes.Of(model) is null;
        return new GeneratedFile(HintNameOf(model, clashes), isFree ? model.Spec : null, isFree ? model.StandIn : null);
    }

    /// <summary>A hash of the model's name sets clashing files apart: unlike a number it does not depend on the order of the models.</summary>
    private static string HintNameOf(ParsedModel model, NameClashes clashes)
    {
        if (!clashes.HasHintName(model.HintName))
            return model.HintName + ".g.cs";
        var hash = 14695981039346656037UL;
        foreach (var character in model.Types.MetadataName)
            hash = unchecked((hash ^ character) * 1099511628211UL);
        return model.HintName + "." + hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + ".g.cs";
    }
}
