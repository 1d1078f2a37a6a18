using System.Security.Cryptography;
using System.Text;

namespace KmsGuard;

/// <summary>Where the PIN of a token comes from, for <see cref="Pkcs11Options.Pin"/>.</summary>
public static class Pkcs11Pin
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>From an environment variable, read at each login.</summary>
    /// <remarks>A variable is visible to child processes and stays in memory as text: a file, or a callback to a secret store, is better.</remarks>
    public static Func<CancellationToken, ValueTask<byte[]>> FromEnvironment(string variable)
    {
        ArgumentException.ThrowIfNullOrEmpty(variable);
        return _ => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } pin
            ? new ValueTask<byte[]>(Utf8.GetBytes(pin))
            : throw new KeyUnavailableException(KeyUnavailableReason.PinIncorrect, $"The environment variable '{variable}' is to hold the token's PIN and is not set.");
    }

    /// <summary>From a file, read at each login; one line break at its end is no part of the PIN.</summary>
    public static Func<CancellationToken, ValueTask<byte[]>> FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return async cancellationToken =>
        {
            byte[] text;
            try
            {
                text = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KeyUnavailableException(KeyUnavailableReason.PinIncorrect, $"The file '{path}' is to hold the token's PIN and cannot be read: {e.Message}", e);
            }
            try
            {
                var end = text.AsSpan().EndsWith("\r\n"u8) ? 2 : text.AsSpan().EndsWith("\n"u8) ? 1 : 0;
                return text[..^end];
            }
            finally
            {
                CryptographicOperations.ZeroMemory(text);
            }
        };
    }
}
