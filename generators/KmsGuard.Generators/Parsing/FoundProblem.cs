using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>A misuse in one model, and where it is written.</summary>
/// <param name="Member">Model, or model and member.</param>
/// <param name="Misuse">What it is.</param>
/// <param name="Location">In the model's own source: what it inherits is found where it is declared a model.</param>
internal sealed record FoundProblem(string Member, Misuse Misuse, Location Location)
{
    internal string Message => Member + ": " + Misuse.Text;
}
