using System.Text;

namespace KmsGuard.Tool.Linting;

/// <summary>The text of a file, in whatever Unicode encoding it is.</summary>
/// <param name="Text">The text, without a byte order mark.</param>
/// <param name="Note">What is to be known of the encoding, to follow the file's name.</param>
internal sealed record PolicyText(string Text, string? Note)
{
    /// <summary>Far beyond every policy and template: CloudFormation takes 1 MB.</summary>
    internal const int MaxSize = 16 << 20;

    private const string SaveAsUtf8 = "AWS takes UTF-8 without a byte order mark: save it so";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="InvalidDataException">It is too large, or no text.</exception>
    internal static PolicyText Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxSize)
            throw new InvalidDataException($"has more than {MaxSize >> 20} MiB: that is no policy");
        return bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => new PolicyText(Decode(Utf8, "UTF-8", rest), $"begins with a byte order mark. {SaveAsUtf8}"),
            [0xFF, 0xFE, .. var rest] => OfUtf16(Utf16Little, rest),
            [0xFE, 0xFF, .. var rest] => OfUtf16(Utf16Big, rest),
            // JSON begins with an ASCII character: a zero beside it tells the encoding (RFC 4627, section 3).
            [not 0, 0, ..] => OfUtf16(Utf16Little, bytes),
            [0, not 0, ..] => OfUtf16(Utf16Big, bytes),
            _ => new PolicyText(Decode(Utf8, "UTF-8", bytes), null),
        };
    }

    private static PolicyText OfUtf16(UnicodeEncoding encoding, ReadOnlySpan<byte> bytes) => new(Decode(encoding, "UTF-16", bytes), $"is UTF-16. {SaveAsUtf8}");

    private static string Decode(Encoding encoding, string name, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"is no {name}, at byte {e.Index}: save it as UTF-8", e);
        }
    }
}
