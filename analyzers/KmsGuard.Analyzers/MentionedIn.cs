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

    /// <summary>The identifiers of a file that contain one of the words whose <see cref="Bits"/> are given, in order. Comments and texts are passed over.</summary>
    internal static IEnumerable<SyntaxToken> Identifiers(SyntaxTree tree, ulong wanted, CancellationToken cancel)
    {
        foreach (var identifier in Of(tree, cancel).Identifiers(tree, cancel))
        {
            if ((identifier.Bits & wanted) != 0)
                yield return identifier.Token;
        }
    }

    private static Mentions Of(SyntaxTree tree, CancellationToken cancel)
    {
        if (!Known.TryGetValue(tree, out var found))
            found = Known.GetValue(tree, read => Mentions.In(read.GetText(cancel)));
        return found;
    }

    /// <summary>One bit for each of the words.</summary>
    internal static ulong Bits(string[] words)
    {
        var bits = 0ul;
        foreach (var word in words)
            bits |= 1ul << Array.IndexOf(All, word);
        return bits;
    }

    private sealed class Mentions(ulong bits, IReadOnlyList<Mention> places)
    {
        private static readonly Mentions None = new(0, []);

        private List<Identifier>? identifiers;

        internal ulong Bits { get; } = bits;

        internal static Mentions In(SourceText text)
        {
            var places = new List<Mention>();
            var bits = Search.In(text, PlacedBits, places);
            return bits == 0 ? None : new Mentions(bits, places);
        }

        // A dozen rules ask for the same ones.
        internal List<Identifier> Identifiers(SyntaxTree tree, CancellationToken cancel) => identifiers ??= Read(tree.GetRoot(cancel));

        private List<Identifier> Read(SyntaxNode root)
        {
            var found = new List<Identifier>();
            foreach (var place in places)
            {
                // A name may contain several.
                if (found.Count > 0 && found[found.Count - 1] is var last && place.Start < last.Token.Span.End)
                    last.Bits |= place.Bit;
                else if (root.FindToken(place.Start) is var token && token.IsKind(SyntaxKind.IdentifierToken) && token.SpanStart <= place.Start)
                    found.Add(new Identifier(token) { Bits = place.Bit });
            }
            return found;
        }
    }

    private sealed class Identifier(SyntaxToken token)
    {
        internal SyntaxToken Token { get; } = token;

        internal ulong Bits { get; set; }
    }
}
