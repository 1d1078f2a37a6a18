using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.CodeFixes;

/// <summary>The document that a fix is planned for.</summary>
internal sealed class FixSource(Document document, SyntaxNode root, SemanticModel model, CancellationToken cancel)
{
    internal Document Document { get; } = document;

    internal SyntaxNode Root { get; } = root;

    internal SemanticModel Model { get; } = model;

    internal CancellationToken Cancel { get; } = cancel;

    internal bool Supports(LanguageVersion version) => ((CSharpParseOptions)Root.SyntaxTree.Options).LanguageVersion >= version;

    /// <summary>How a type of the SDK is named at a place: by its short name where that means it, in full otherwise.</summary>
    internal string NameOf(string type, SyntaxNode place)
    {
        var name = type.Substring(type.LastIndexOf('.') + 1);
        var found = Model.LookupNamespacesAndTypes(place.SpanStart, name: name);
        return found.Length == 1 && found[0].ToDisplayString() == type ? name : "global::" + type;
    }

    /// <summary>The node of this kind that a finding points to.</summary>
    internal TNode? Node<TNode>(Location location)
        where TNode : SyntaxNode
    {
        // Between the finding and the fix the text may have changed.
        if (!location.IsInSource || location.SourceSpan.End > Root.FullSpan.End || location.SourceTree?.FilePath != Root.SyntaxTree.FilePath)
            return null;
        var node = Root.FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        while (node.Parent is { } parent && parent.Span == node.Span && node is not TNode)
            node = parent;
        return node.Span == location.SourceSpan ? node as TNode : null;
    }
}
