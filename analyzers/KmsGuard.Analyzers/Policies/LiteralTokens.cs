using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Policies;

/// <summary>The characters of a string literal of any form, and where each one is written. What the compiler reads is given; the two must agree.</summary>
internal static class LiteralTokens
{
    internal static bool Read(LiteralExpressionSyntax literal, string value, Action<char, TextSpan> add)
    {
        var token = literal.Token;
        var written = token.Text;
        if (written.EndsWith("u8", StringComparison.OrdinalIgnoreCase))
            written = written.Substring(0, written.Length - 2);
        if (written.StartsWith("\"\"\"", StringComparison.Ordinal))
            return ReadRaw(token, value, written, add);
        var start = written.IndexOf('"') + 1;
        // A literal that is still being typed has no end.
        return written.Length > start && written[written.Length - 1] == '"'
            && Read(token, value, written, start, written.Length - 1, isVerbatim: written[0] == '@', bracesAreDoubled: false, add);
    }

    internal static bool Read(InterpolatedStringTextSyntax part, string value, Action<char, TextSpan> add)
    {
        var token = part.TextToken;
        if (part.Parent is not InterpolatedStringExpressionSyntax whole)
            return false;
        var start = whole.StringStartToken;
        if (start.IsKind(SyntaxKind.InterpolatedSingleLineRawStringStartToken))
            return Copy(token, value, token.Text, 0, token.Text.Length, add);
        if (start.IsKind(SyntaxKind.InterpolatedMultiLineRawStringStartToken))
        {
            var isFirst = whole.Contents[0] == part;
            return ReadLines(token, value, token.Text, 0, token.Text.Length, Indentation(whole.StringEndToken.Text), isLineStart: isFirst, add);
        }
        return Read(token, value, token.Text, 0, token.Text.Length, isVerbatim: start.Text.Contains('@'), bracesAreDoubled: true, add);
    }

    private static bool ReadRaw(SyntaxToken token, string value, string written, Action<char, TextSpan> add)
    {
        var quotes = 0;
        while (quotes < written.Length && written[quotes] == '"')
            quotes++;
        if (written.Length < 2 * quotes)
            return false;
        if (!token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken) && !token.IsKind(SyntaxKind.Utf8MultiLineRawStringLiteralToken))
            return Copy(token, value, written, quotes, written.Length - quotes, add);
        var start = written.IndexOf('\n') + 1;
        return ReadLines(token, value, written, start, written.LastIndexOf('\n'), Indentation(written), isLineStart: true, add);
    }

    private static int Indentation(string written)
    {
        var line = written.LastIndexOf('\n') + 1;
        var start = line;
        while (start < written.Length && written[start] != '"')
            start++;
        return start - line;
    }

    private static bool ReadLines(SyntaxToken token, string value, string written, int start, int end, int indentation, bool isLineStart, Action<char, TextSpan> add)
    {
        var read = 0;
        for (var i = start; i < end; i++)
        {
            if (isLineStart)
            {
                for (var skipped = 0; skipped < indentation && i < end && written[i] is not ('\r' or '\n'); skipped++)
                    i++;
            }
            // The line break before the closing quotes is not part of the text.
            if (i >= end || read == value.Length)
                break;
            if (written[i] != value[read++])
                return false;
            add(written[i], new TextSpan(token.SpanStart + i, 1));
            isLineStart = written[i] == '\n';
        }
        return read == value.Length;
    }

    private static bool Copy(SyntaxToken token, string value, string written, int start, int end, Action<char, TextSpan> add)
    {
        for (var i = start; i < end; i++)
            add(written[i], new TextSpan(token.SpanStart + i, 1));
        return written.Substring(start, end - start) == value;
    }

    private static bool Read(
        SyntaxToken token, string value, string written, int start, int end, bool isVerbatim, bool bracesAreDoubled, Action<char, TextSpan> add)
    {
        int i = start, read = 0;
        while (i < end && read < value.Length)
        {
            var place = new TextSpan(token.SpanStart + i, Length(written, i, end, isVerbatim, bracesAreDoubled));
            // Beyond the Basic Multilingual Plane \U makes two characters.
            if (place.Length > 2 && char.IsHighSurrogate(value[read]) && written[i + 1] == 'U')
                add(value[read++], place);
            if (read < value.Length)
                add(value[read++], place);
            i += place.Length;
        }
        return i == end && read == value.Length;
    }

    // How many characters of the source make the next one of the text.
    private static int Length(string written, int i, int end, bool isVerbatim, bool bracesAreDoubled)
    {
        if (bracesAreDoubled && written[i] is '{' or '}' || isVerbatim && written[i] == '"')
            return i + 1 < end && written[i + 1] == written[i] ? 2 : 1;
        if (isVerbatim || written[i] != '\\' || i + 1 >= end)
            return 1;
        var digits = written[i + 1] switch
        {
            'u' => 4,
            'U' => 8,
            'x' => Digits(written, i + 2, end),
            _ => 0,
        };
        return 2 + digits;
    }

    private static int Digits(string written, int start, int end)
    {
        var count = 0;
        while (count < 4 && start + count < end && Uri.IsHexDigit(written[start + count]))
            count++;
        return count;
    }
}
