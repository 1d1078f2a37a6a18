using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers;

/// <summary>Whether a file names any of some words, as plain text: what most files do not name need not be looked at operation by operation.</summary>
internal static class MentionedIn
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string[], bool>> Known = new();

    /// <summary>Searched once for each file and array, whichever rules ask.</summary>
    internal static bool File(SyntaxTree tree, string[] words, CancellationToken cancel) =>
        Known.GetOrCreateValue(tree).GetOrAdd(words, searched =>
        {
            var text = tree.GetText(cancel).ToString();
            return Array.Exists(searched, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
        });
}
