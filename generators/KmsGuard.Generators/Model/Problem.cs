using KmsGuard.Generators.Parsing;

namespace KmsGuard.Generators.Model;

/// <summary>A misuse that stops the generation of a model.</summary>
/// <param name="Message">The member, what is wrong and what to do.</param>
/// <param name="Rule">The id of the rule that says it.</param>
/// <param name="Place">Where it is written: only where it is used, as every line above it that is edited moves it.</param>
internal sealed record Problem(string Message, string Rule, Place Place)
{
    internal static Problem Of(FoundProblem found) => new(found.Message, found.Misuse.Rule, Place.Of(found.Location));

    /// <summary>What a model and another do together.</summary>
    internal static Problem Of(LocatedModel model, TypeClash clash)
    {
        var misuse = Problems.TypeOfTwoModels(clash);
        return new Problem(model.Model.Types.Model + ": " + misuse.Text, misuse.Rule, model.NamePlace);
    }
}
