using System.Globalization;
using System.Text;

namespace KmsGuard.Indexes;

/// <summary>The normalizations of texts (docs/formats.md, "Blind indexes").</summary>
internal static class TextNormalizer
{
    /// <summary>With InvariantGlobalization .NET returns texts as they are, and one machine's indexes would not be found on another.</summary>
    private static readonly bool HasNormalization = "\uFB01".Normalize(NormalizationForm.FormKC) == "fi";

    internal static string Normalize(string text, IndexNormalization how)
    {
        if (how.HasFlag(IndexNormalization.Nfkc))
            text = Compose(text);
        if (how.HasFlag(IndexNormalization.Trim))
            text = text.Trim();
        if (how.HasFlag(IndexNormalization.LowerInvariant))
            text = text.ToLowerInvariant();
        return how.HasFlag(IndexNormalization.DigitsOnly) ? DigitsOf(text) : text;
    }

    private static string Compose(string text)
    {
        if (!HasNormalization)
            throw new InvalidOperationException("IndexNormalization.Nfkc needs the Unicode tables of ICU, and this process runs without them: set InvariantGlobalization to false and install ICU.");
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException("A text whose blind index was to be computed holds a lone surrogate, which has no normal form. Correct the text.", e);
        }
    }

    private static string DigitsOf(string text)
    {
        var digits = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(text, i) is >= 0 and var digit)
                digits.Append((char)('0' + digit));
        }
        return digits.ToString();
    }
}
