using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Emitting;

/// <summary>A user's texts where they could break out of what surrounds them.</summary>
internal static class SafeText
{
    internal static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>For one line of a message: what ends a line, is invisible or has no UTF-8 form is written as its code.</summary>
    internal static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsPlain(character))
                line.Append(character);
            else
                line.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
        }
        return line.ToString();
    }

    /// <summary>For the text of an XML comment.</summary>
    internal static string Xml(string text) => Line(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;");

    private static bool IsPlain(char character) => CharUnicodeInfo.GetUnicodeCategory(character) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
