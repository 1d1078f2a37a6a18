namespace KmsGuard.Generators.Parsing;

/// <summary>Something that stops the generation of a model.</summary>
/// <param name="Text">What is wrong and what to do.</param>
/// <param name="Rule">The id of the rule that says it where it is written.</param>
internal sealed record Misuse(string Text, string Rule = ModelRules.CannotBeHonoured)
{
    /// <summary>Whether the encrypted type cannot be declared at all. Otherwise it is, so that what uses the rest of it is understood.</summary>
    internal bool Blocks { get; init; }
}
