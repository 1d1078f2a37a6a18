using System.Security.Cryptography;
using KmsGuard.Crypto;

namespace KmsGuard.Keyrings.Local;

/// <summary>The file that holds a development key: one line of text, <c>kmsguard-development-key-1 KEY-ID KEY CHECK</c>, in lower-case hexadecimal. Made once and never remade.</summary>
internal static class LocalKeyFile
{
    private const string Magic = "kmsguard-development-key-1";
    private const int KeyIdSize = 8;
    private const int CheckSize = 8;
    private const int TextSize = 26 + 1 + (2 * KeyIdSize) + 1 + (2 * Aead.KeySize) + 1 + (2 * CheckSize) + 1;
    private const int MaxWaits = 500;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads the key, making the file first if there is none.</summary>
    /// <returns>The key id, as 16 hexadecimal digits; the key goes into <paramref name="key"/>.</returns>
    internal static string ReadOrCreate(string path, Span<byte> key)
    {
        try
        {
            if (!File.Exists(path))
                Create(path);
            return Read(path, key);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.AccessDenied, $"The development key file '{path}' cannot be opened: access is denied. Give this user the right to read it, or choose another path.", e);
        }
        catch (IOException e)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"The development key file '{path}' can be neither read nor made: {e.Message}", e);
        }
    }

    private static void Create(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }

        // Written whole beside its place and moved there: another process sees no file or a whole one. Of several that start at once, the one that makes the draft
        // makes the key; the others wait. (Moving without overwriting is not enough: on Unix that is a look and then a rename, which replaces a key already in use.)
        var draft = path + ".new";
        for (var waits = 0; !File.Exists(path); waits++)
        {
            if (TryOpenDraft(draft, path) is { } stream)
            {
                WriteAndMove(stream, draft, path);
                return;
            }
            if (waits == MaxWaits)
                throw new IOException($"another process that was making it has left '{draft}' behind. If none is at work, delete that file.");
            Thread.Sleep(Wait);
        }
    }

    private static FileStream? TryOpenDraft(string draft, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            return new FileStream(draft, options);
        }
        catch (IOException) when (File.Exists(draft) || File.Exists(path))
        {
            return null;
        }
    }

    private static void WriteAndMove(FileStream stream, string draft, string path)
    {
        Span<byte> secret = stackalloc byte[KeyIdSize + Aead.KeySize];
        Span<byte> text = stackalloc byte[TextSize];
        try
        {
            using (stream)
            {
                RandomNumberGenerator.Fill(secret);
                Write(secret[..KeyIdSize], secret[KeyIdSize..], text);
                stream.Write(text);
                stream.Flush(flushToDisk: true);
            }
            // Looked for again now that nobody else can make it: another may have done so before this draft was made.
            if (File.Exists(path))
                File.Delete(draft);
            else
                File.Move(draft, path, overwrite: false);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static string Read(string path, Span<byte> key)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0 });
        // On the open handle: a path could name another file by the time it is read. Windows files inherit the profile's access list.
        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(stream.SafeFileHandle);
            if ((mode & ~OwnerOnly) != 0)
                throw new KeyUnavailableException(KeyUnavailableReason.AccessDenied, $"The development key file '{path}' can be used by others than its owner (mode {Convert.ToString((int)mode, 8)}). If nobody else has read it, run: chmod 600 '{path}'");
        }

        Span<byte> text = stackalloc byte[TextSize + 1];
        Span<byte> expected = stackalloc byte[TextSize];
        Span<byte> keyId = stackalloc byte[KeyIdSize];
        try
        {
            var size = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            if (size != TextSize || !TryParse(text[..TextSize], keyId, key))
                throw Damaged(path);
            Write(keyId, key, expected);
            if (!CryptographicOperations.FixedTimeEquals(text[..TextSize], expected))
                throw Damaged(path);
            return ToHex(keyId);
        }
        catch
        {
            CryptographicOperations.ZeroMemory(key);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(expected);
        }
    }

    private static void Write(ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> key, Span<byte> text)
    {
        // The check finds damage, nothing more: whoever can write the file can write another key.
        Span<byte> digest = stackalloc byte[32];
        Span<byte> body = stackalloc byte[KeyIdSize + Aead.KeySize];
        keyId.CopyTo(body);
        key.CopyTo(body[KeyIdSize..]);
        SHA256.HashData(body, digest);

        var rest = text;
        Ascii(ref rest, Magic);
        Ascii(ref rest, " ");
        Hex(ref rest, keyId);
        Ascii(ref rest, " ");
        Hex(ref rest, key);
        Ascii(ref rest, " ");
        Hex(ref rest, digest[..CheckSize]);
        Ascii(ref rest, "\n");
        CryptographicOperations.ZeroMemory(body);
        CryptographicOperations.ZeroMemory(digest);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, Span<byte> keyId, Span<byte> key)
    {
        var keyIdAt = Magic.Length + 1;
        var keyAt = keyIdAt + (2 * KeyIdSize) + 1;
        return TryUnhex(text.Slice(keyIdAt, 2 * KeyIdSize), keyId) && TryUnhex(text.Slice(keyAt, 2 * Aead.KeySize), key);
    }

    private static void Ascii(ref Span<byte> rest, string text)
    {
        StrictUtf8.GetBytes(text, rest);
        rest = rest[text.Length..];
    }

    // By hand, because .NET 8 has hexadecimal only for strings, which cannot be wiped.
    private static void Hex(ref Span<byte> rest, scoped ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            rest[2 * i] = HexDigit(bytes[i] >> 4);
            rest[(2 * i) + 1] = HexDigit(bytes[i] & 15);
        }
        rest = rest[(2 * bytes.Length)..];
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private static bool TryUnhex(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!char.IsAsciiHexDigitLower((char)text[2 * i]) || !char.IsAsciiHexDigitLower((char)text[(2 * i) + 1]))
                return false;
            bytes[i] = (byte)((Unhex(text[2 * i]) << 4) | Unhex(text[(2 * i) + 1]));
        }
        return true;
    }

    private static int Unhex(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;

    private static string ToHex(ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[2 * bytes.Length];
        var rest = text;
        Hex(ref rest, bytes);
        return StrictUtf8.GetString(text);
    }

    private static KeyUnavailableException Damaged(string path) => new(
        KeyUnavailableReason.Damaged,
        $"The development key file '{path}' is damaged: it is not one line of '{Magic}' with its key and check. It is never remade, because what was encrypted under its key would be lost. Restore it from a copy; or, if nothing of value was encrypted under it, delete it.");
}
