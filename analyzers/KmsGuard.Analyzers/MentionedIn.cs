using System.Runtime.CompilerServices;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Rules.Policies;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers;

/// <summary>Which files of a compilation name any of some words, as plain text: what most files do not name need not be looked at operation by operation.</summary>
internal static class MentionedIn
{
    // The text of a file is read once for all rules; one bit of the result is one of these words.
    private static readonly string[] All =
    [
        .. KeyPlaces.Words, .. KmsOperation.Words, .. KeyOperation.Words, .. SecretSource.Words, .. InsecureClient.Words, .. LockoutSafety.Words, .. CdkKey.Words,
        .. PolicyDocuments.CdkWords, .. LossyAccessControlPolicy.Words, .. PolicyReads.Words,
    ];

    private static readonly WordSearch Search = new(All);

    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> Known = new();

    /// <summary>The files that do; in most compilations none. Each is searched once, whichever rules ask, and not again after an edit elsewhere.</summary>
    internal static HashSet<SyntaxTree> Files(Compilation compilation, string[] words, CancellationToken cancel)
    {
        var wanted = Bits(words);
        var files = new HashSet<SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            if ((In(tree, cancel) & wanted) != 0)
                files.Add(tree);
        }
        return files;
    }

    /// <summary>Whether one file does.</summary>
    internal static bool File(SyntaxTree tree, string[] words, CancellationToken cancel) => (In(tree, cancel) & Bits(words)) != 0;

    private static ulong In(SyntaxTree tree, CancellationToken cancel)
    {
        if (!Known.TryGetValue(tree, out var found))
            found = Known.GetValue(tree, read => new StrongBox<ulong>(Search.In(read.GetText(cancel).ToString())));
        return found.Value;
    }

    private static ulong Bits(string[] words)
    {
        var bits = 0ul;
        foreach (var word in words)
            bits |= 1ul << Array.IndexOf(All, word);
        return bits;
    }
}
