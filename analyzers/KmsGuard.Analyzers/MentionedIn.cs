using System.Runtime.CompilerServices;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Analyzers.Rules.Calls;
using KmsGuard.Analyzers.Rules.Keys.Life;
using KmsGuard.Analyzers.Rules.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers;

/// <summary>Which files of a compilation name any of some words, as plain text, and where: what most files do not name need not be looked at operation by operation.</summary>
internal static class MentionedIn
{
    // Of these, rules look at the places only.
    private static readonly string[] Placed = [.. KmsOperation.Words, .. KeyOperation.Words, .. SecretSource.Words, .. InsecureClient.Words, .. LockoutSafety.Words];

    // The text of a file is read once for all rules; one bit of the result is one of these words.
    internal static readonly string[] All =
        [.. Placed.Concat(KeyPlaces.Words).Concat(CdkKey.Words).Concat(PolicyDocuments.CdkWords).Concat(PolicyDocuments.KmsWords).Concat(LossyAccessControlPolicy.Words).Concat(PolicyReads.Words).Distinct()];

    private static readonly WordSearch Search = new(All);
    private static readonly ulong PlacedBits = Bits(Placed);
    private static readonly ConditionalWeakTable<SyntaxTree, Mentions> Known = new();

    /// <summary>The files that do; in most compilations none. Each is searched once, whichever rules ask, and not again after an edit elsewhere.</summary>
    internal static HashSet<SyntaxTree> Files(Compilation compilation, string[] words, CancellationToken cancel) => Files(compilation, words, words, cancel);

    /// <summary>The files that name any of some words, and any of others.</summary>
    internal static HashSet<SyntaxTree> Files(Compilation compilation, string[] words, string[] others, CancellationToken cancel)
    {
        var (wanted, needed) = (Bits(words), Bits(others));
        var files = new HashSet<SyntaxTree>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var bits = Of(tree, cancel).Bits;
            if ((bits & wanted) != 0 && (bits & needed) != 0)
                files.Add(tree);
        }
        return files;
    }

    /// <summary>Whether one file does.</summary>
    internal static bool File(SyntaxTree tree, string[] words, CancellationToken cancel) => (Of(tree, cancel).Bits & Bits(words)) != 0;

    /// <summary>The identifiers of a file that contain a word, in order. Comments and texts are passed over.</summary>
    internal static IEnumerable<SyntaxToken> Identifiers(SyntaxTree tree, string[] words, CancellationToken cancel)
    {
        var wanted = Bits(words);
        var last = -1;
        foreach (var place in Of(tree, cancel).Places)
        {
            if ((place.Bit & wanted) == 0 || place.Start < last)
                continue;
            var token = tree.GetRoot(cancel).FindToken(place.Start);
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.SpanStart > place.Start)
                continue;
            // A name may contain several.
            last = token.Span.End;
            yield return token;
        }
    }

    private static Mentions Of(SyntaxTree tree, CancellationToken cancel)
    {
        if (!Known.TryGetValue(tree, out var found))
            found = Known.GetValue(tree, read => Mentions.In(read.GetText(cancel)));
        return found;
    }

    private static ulong Bits(string[] words)
    {
        var bits = 0ul;
        foreach (var word in words)
            bits |= 1ul << Array.IndexOf(All, word);
        return bits;
    }

    private sealed class Mentions(ulong bits, IReadOnlyList<Mention> places)
    {
        private static readonly Mentions None = new(0, []);

        internal ulong Bits { get; } = bits;

        internal IReadOnlyList<Mention> Places { get; } = places;

        internal static Mentions In(SourceText text)
        {
            var places = new List<Mention>();
            var bits = Search.In(text, PlacedBits, places);
            return bits == 0 ? None : new Mentions(bits, places);
        }
    }
}
