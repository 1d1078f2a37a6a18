using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>What a fix does about one finding.</summary>
internal class FixPlan(string title, IReadOnlyDictionary<string, Action<SyntaxEditor>> changes, string choice = "")
{
    /// <summary>What the user is offered. It says what else changes.</summary>
    internal string Title { get; } = title;

    /// <summary>Which of several ways this is, where a fix knows more than one.</summary>
    internal string Choice { get; } = choice;

    /// <summary>What changes where it is not in the document of the finding alone; null where it is.</summary>
    internal virtual Func<Solution, CancellationToken, Task<Solution>>? InSolution => null;

    /// <summary>The changes by name: what several findings of a document ask for is done once.</summary>
    internal IReadOnlyDictionary<string, Action<SyntaxEditor>> Changes { get; } = changes;
}
