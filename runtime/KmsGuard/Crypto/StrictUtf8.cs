using System.Text;

namespace KmsGuard.Crypto;

/// <summary>UTF-8 that throws on a lone surrogate or an invalid sequence, where <c>Encoding.UTF8</c> would silently replace it and let two different texts encrypt alike.</summary>
internal static class StrictUtf8
{
    internal static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static int GetByteCount(string text) => Encoding.GetByteCount(text);

    internal static byte[] GetBytes(string text) => Encoding.GetBytes(text);

    internal static int GetBytes(string text, Span<byte> destination) => Encoding.GetBytes(text, destination);

    internal static bool IsPrintableAscii(ReadOnlySpan<byte> utf8) => utf8.Length > 0 && !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    internal static string GetString(ReadOnlySpan<byte> utf8) => Encoding.GetString(utf8);
}
