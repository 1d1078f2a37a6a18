using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers;

/// <summary>Which files of a compilation name any of some words, as plain text: what most files do not name need not be looked at operation by operation.</summary>
internal static class MentionedIn
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string[], bool>> Known = new();

    /// <summary>The files that do; in most compilations none. Each file is searched once for each array, whichever rules ask, and not again after an edit elsewhere.</summary>
    internal static HashSet<SyntaxTree> Files(Compilation compilation, string[] words, CancellationToken cancel)
    {
        var files = new HashSet<SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (File(tree, words, cancel))
                files.Add(tree);
        }
        return files;
    }

    /// <summary>Whether one file does.</summary>
    internal static bool File(SyntaxTree tree, string[] words, CancellationToken cancel)
    {
        var known = Known.GetOrCreateValue(tree);
        if (!known.TryGetValue(words, out var mentioned))
        {
            var text = tree.GetText(cancel).ToString();
            mentioned = Array.Exists(words, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
            known.TryAdd(words, mentioned);
        }
        return mentioned;
    }
}
