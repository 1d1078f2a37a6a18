using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>What a fix does about one finding. Several plans for one document can be applied after one another.</summary>
internal sealed class FixPlan(string title, string key, Action<SyntaxEditor> apply)
{
    /// <summary>What the user is offered. It says what else changes.</summary>
    internal string Title { get; } = title;

    /// <summary>What "fix all" fixes together.</summary>
    internal string Key { get; } = key;

    internal Action<SyntaxEditor> Apply { get; } = apply;
}
