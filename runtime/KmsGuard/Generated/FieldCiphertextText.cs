using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using KmsGuard.Fields;

namespace KmsGuard.Generated;

/// <summary>The text forms of the generated wrapper types (docs/formats.md, "Text form"). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FieldCiphertextText
{
    /// <summary>Strict base64url without padding; the empty text is absent.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static TCiphertext Parse<TCiphertext>(ReadOnlySpan<char> text)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> =>
        TryParse<TCiphertext>(text, out var ciphertext) ? ciphertext : throw new FormatException($"{TCiphertext.FieldPath} is not base64url text without padding.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse<TCiphertext>(ReadOnlySpan<char> text, out TCiphertext ciphertext)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext>
    {
        ciphertext = Base64UrlText.TryDecode(text, out var bytes) ? TCiphertext.FromBytes(bytes) : default;
        return text.IsEmpty || !ciphertext.IsAbsent;
    }

    /// <summary><c>E</c> gives the encoded bytes; <c>G</c>, empty or null what a log may show.</summary>
    /// <exception cref="FormatException">Another format.</exception>
    public static string Format<TCiphertext>(TCiphertext ciphertext, string? format)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> => IsEncoded(format)
            ? Base64UrlText.Encode(Bytes(ciphertext).Span)
            : FieldCiphertext.Describe(Bytes(ciphertext), TCiphertext.FieldPath);

    /// <inheritdoc cref="Format"/>
    public static bool TryFormat<TCiphertext>(TCiphertext ciphertext, Span<char> destination, out int charsWritten, ReadOnlySpan<char> format)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext>
    {
        if (IsEncoded(format))
            return Base64UrlText.TryEncode(Bytes(ciphertext).Span, destination, out charsWritten);
        var text = FieldCiphertext.Describe(Bytes(ciphertext), TCiphertext.FieldPath);
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten > 0;
    }

    private static ReadOnlyMemory<byte> Bytes<TCiphertext>(TCiphertext ciphertext)
        where TCiphertext : struct, IFieldCiphertext<TCiphertext> => ciphertext.IsAbsent ? default : ciphertext.Bytes;

    private static bool IsEncoded(ReadOnlySpan<char> format) => format switch
    {
        "E" or "e" => true,
        "" or "G" or "g" => false,
        _ => throw new FormatException("A ciphertext has the formats G (a description) and E (its base64url text)."),
    };
}
