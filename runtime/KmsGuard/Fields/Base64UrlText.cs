namespace KmsGuard.Fields;

/// <summary>Strict base64url without padding (RFC 4648 section 5): each byte sequence has exactly one text, and every other text is refused.</summary>
internal static class Base64UrlText
{
    internal static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    internal static bool TryEncode(ReadOnlySpan<byte> bytes, Span<char> destination, out int charsWritten)
    {
        var text = Encode(bytes);
        charsWritten = text.TryCopyTo(destination) ? text.Length : 0;
        return charsWritten == text.Length;
    }

    internal static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // .NET's decoders skip white space and accept unused bits that are not zero: only the one text that encodes back is taken.
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        var padded = text.ToString().Replace('-', '+').Replace('_', '/') + (text.Length % 4) switch { 2 => "==", 3 => "=", _ => "" };
        if (padded.Length % 4 != 0)
            return false;
        var decoded = Convert.FromBase64String(padded);
        if (!text.SequenceEqual(Encode(decoded)))
            return false;
        bytes = decoded;
        return true;
    }
}
