using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>What a fix does about one finding.</summary>
internal class FixPlan(string title, IReadOnlyDictionary<string, Action<SyntaxEditor>> changes)
{
    /// <summary>What the user is offered. It says what else changes.</summary>
    internal string Title { get; } = title;

    /// <summary>The changes by name: what several findings of a document ask for is done once.</summary>
    internal IReadOnlyDictionary<string, Action<SyntaxEditor>> Changes { get; } = changes;
}
