using KmsGuard.Crypto;

namespace KmsGuard.Context;

/// <summary>The rules for the pairs of encryption contexts and record identities, and their canonical encoding (docs/formats.md, "CANON").</summary>
internal static class ContextPairs
{
    /// <summary>AWS KMS takes at most 8,192 characters of encryption context; the same limit for the canonical bytes keeps every keyring open.</summary>
    internal const int MaxCanonicalSize = 8192;

    /// <summary>The one pair that KmsGuard adds: it keeps the keys of different uses apart.</summary>
    internal const string UseKey = "kmsguard-use";

    private static readonly string[] ReservedPrefixes = ["aws-crypto-", "kmsguard-"];

    /// <summary>Why a key may not be used, or <see langword="null"/>.</summary>
    internal static string? KeyProblem(string? key)
    {
        if (string.IsNullOrEmpty(key))
            return "a key of the encryption context or record identity is empty; name it.";
        if (key.Contains('\0', StringComparison.Ordinal))
            return "a key of the encryption context or record identity holds the character U+0000; choose another name.";
        foreach (var prefix in ReservedPrefixes)
        {
            if (FoldCase(key).StartsWith(prefix, StringComparison.Ordinal))
                return $"the key '{key}' begins with '{prefix}', which is reserved; choose another name.";
        }
        return null;
    }

    /// <summary>Why a value may not be used, or <see langword="null"/>.</summary>
    internal static string? ValueProblem(string? value) => value switch
    {
        null => "is null",
        "" => "is empty",
        // PostgreSQL has no text with U+0000, and logs and policies cut it off: the stored value would not be the one encrypted with.
        _ when value.Contains('\0', StringComparison.Ordinal) => "holds the character U+0000",
        _ => null,
    };

    /// <summary>Canonical order: unsigned order of the UTF-8 bytes, which is not the order of .NET's strings.</summary>
    internal static int Compare(string left, string right) =>
        StrictUtf8.GetBytes(left).AsSpan().SequenceCompareTo(StrictUtf8.GetBytes(right));

    /// <summary>Refuses empty and reserved keys and keys that are equal but for case; <paramref name="what"/> begins each message.</summary>
    internal static void CheckKeys(IEnumerable<string> keys, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (KeyProblem(key) is { } problem)
                throw new EncryptionContextException($"{what}: {problem}");
            if (!seen.Add(FoldCase(key)))
                throw new EncryptionContextException($"{what}: the key '{key}' is given twice (keys that differ only by case count as one); rename one of them.");
            ToUtf8(key, what);
        }
    }

    /// <summary>CANON of pairs that have passed the checks.</summary>
    internal static byte[] Encode(IReadOnlyCollection<KeyValuePair<string, string>> pairs, string what)
    {
        var encoded = pairs.Select(pair => (Key: ToUtf8(pair.Key, what), Value: ToUtf8(pair.Value, what))).ToArray();
        Array.Sort(encoded, static (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        var size = 2 + encoded.Sum(pair => 4 + pair.Key.Length + pair.Value.Length);
        if (size > MaxCanonicalSize)
            throw TooLong(what);
        var writer = new BigEndianWriter(new byte[size]);
        writer.UInt16(encoded.Length);
        foreach (var (key, value) in encoded)
        {
            writer.Str(key);
            writer.Str(value);
        }
        return writer.ToArray();
    }

    internal static EncryptionContextException TooLong(string what) =>
        new($"{what}: the pairs take more than {MaxCanonicalSize} bytes; use shorter values.");

    /// <summary>Lower case of A to Z only: .NET's case tables grow with Unicode, and two keys that are accepted today must be accepted for ever. (Condition keys of AWS policies ignore case.)</summary>
    private static string FoldCase(string key) => string.Create(key.Length, key, static (folded, key) =>
    {
        for (var i = 0; i < key.Length; i++)
            folded[i] = char.IsAsciiLetterUpper(key[i]) ? (char)(key[i] | 0x20) : key[i];
    });

    internal static byte[] ToUtf8(string text, string what)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new EncryptionContextException($"{what}: a key or value holds a lone surrogate, which has no UTF-8 form; correct the text.", e);
        }
    }
}
