namespace KmsGuard.Generators.Model;

/// <summary>A misuse that stops the generation of a model.</summary>
/// <param name="Member">Model, or model and member.</param>
/// <param name="Text">What is wrong and what to do.</param>
internal sealed record Problem(string Member, string Text);
