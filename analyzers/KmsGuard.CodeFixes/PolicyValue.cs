using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>A text of a policy that is written in a string literal in one piece, or is one.</summary>
internal sealed class PolicyValue
{
    private PolicyValue(ExpressionSyntax text, SyntaxToken token, TextSpan place, string quote)
    {
        Text = text;
        Token = token;
        Place = place;
        Quote = quote;
    }

    /// <summary>The literal or interpolated string that holds it.</summary>
    internal ExpressionSyntax Text { get; }

    internal SyntaxToken Token { get; }

    /// <summary>Where it is written, with its quotes.</summary>
    internal TextSpan Place { get; }

    /// <summary>How its quotes are written: <c>"</c>, <c>""</c> or <c>\"</c>.</summary>
    internal string Quote { get; }

    /// <summary>Whether it is a whole literal, and not a part of a policy that is one.</summary>
    internal bool IsLiteral => Place == Token.Span;

    /// <summary>The content, without quotes.</summary>
    internal TextSpan Content => TextSpan.FromBounds(Place.Start + Quote.Length, Place.End - Quote.Length);

    /// <summary>The value at a place, or null where it has escapes, holes or comes from elsewhere.</summary>
    internal static PolicyValue? At(FixSource source, Location location)
    {
        var span = location.SourceSpan;
        if (!location.IsInSource || span.IsEmpty || span.End > source.Root.FullSpan.End || location.SourceTree?.FilePath != source.Root.SyntaxTree.FilePath)
            return null;
        var token = source.Root.FindToken(span.Start);
        if (!token.Span.Contains(span) || Holder(token) is not { } text)
            return null;
        var written = token.Text.Substring(span.Start - token.SpanStart, span.Length);
        var quote = written.StartsWith("\\\"", StringComparison.Ordinal) ? "\\\"" : written.StartsWith("\"\"", StringComparison.Ordinal) ? "\"\"" : "\"";
        if (written.Length < 2 * quote.Length || !written.StartsWith(quote, StringComparison.Ordinal) || !written.EndsWith(quote, StringComparison.Ordinal)
            || written.IndexOfAny(['"', '\\', '{', '}'], quote.Length, written.Length - 2 * quote.Length) >= 0)
            return null;
        return new PolicyValue(text, token, span, quote);
    }

    /// <summary>What is written before it in its literal, without the space between.</summary>
    internal string Before() => Token.Text.Substring(0, Place.Start - Token.SpanStart).TrimEnd();

    private static ExpressionSyntax? Holder(SyntaxToken token) => token.IsKind(SyntaxKind.InterpolatedStringTextToken)
        ? token.Parent?.Parent as InterpolatedStringExpressionSyntax : token.Parent as LiteralExpressionSyntax;
}
