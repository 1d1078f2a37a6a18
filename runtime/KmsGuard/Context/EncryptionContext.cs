using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using KmsGuard.Context;
using KmsGuard.Crypto;

namespace KmsGuard;

/// <summary>An immutable set of key-value pairs that a data key or a message is bound to. Not secret: AWS KMS logs it. Two contexts are equal when they hold the same pairs.</summary>
/// <remarks>Source: Encryption Context (AWS KMS Best Practices); serialised as the AWS Encryption SDK does (framework/structures, encryption context).</remarks>
public sealed class EncryptionContext : IReadOnlyCollection<KeyValuePair<string, string>>, IEquatable<EncryptionContext>
{
    private const string What = "Encryption context";

    private readonly byte[] _canonical;
    private readonly int _hash;
    private KeyValuePair<string, string>[]? _pairs;

    private EncryptionContext(byte[] canonical)
    {
        _canonical = canonical;
        var hash = new HashCode();
        hash.AddBytes(canonical);
        _hash = hash.ToHashCode();
    }

    /// <summary>The context without pairs.</summary>
    public static EncryptionContext Empty { get; } = new([0, 0]);

    /// <summary>Creates a context.</summary>
    /// <param name="pairs">Keys and values; in any order.</param>
    /// <exception cref="EncryptionContextException">A key or value is null or empty or holds U+0000, a key is reserved (<c>aws-crypto-</c>, <c>kmsguard-</c>) or given twice (keys that differ only by the case of A to Z count as one), the text is not valid Unicode, or all together exceed 8,192 bytes.</exception>
    public static EncryptionContext Create(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var list = pairs.ToArray();
        ContextPairs.CheckKeys(list.Select(pair => pair.Key), What);
        foreach (var (key, value) in list)
        {
            if (ContextPairs.ValueProblem(value) is { } problem)
                throw new EncryptionContextException($"{What}: the value of '{key}' {problem}; correct it or leave the pair out.");
        }
        return FromChecked(list);
    }

    /// <summary>Creates a context of given pairs: <c>EncryptionContext.Of(("tenant", "t1"))</c>.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public static EncryptionContext Of(params (string Key, string Value)[] pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Create(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));
    }

    /// <summary>How many pairs there are.</summary>
    public int Count => BinaryPrimitives.ReadUInt16BigEndian(_canonical);

    /// <summary>CANON: u16 count, then u16 length and UTF-8 of each key and value, in unsigned order of the keys' bytes. For a context with pairs this is what the AWS Encryption SDK uses as AAD.</summary>
    public ReadOnlyMemory<byte> CanonicalBytes => _canonical;

    internal byte[] CanonicalArray => _canonical;

    /// <summary>Finds the value of a key (ordinal comparison).</summary>
    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
    {
        foreach (var pair in Pairs)
        {
            if (string.Equals(pair.Key, key, StringComparison.Ordinal))
            {
                value = pair.Value;
                return true;
            }
        }
        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)Pairs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(EncryptionContext? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _canonical.AsSpan().SequenceEqual(other._canonical));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EncryptionContext);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The pairs as <c>key=value, ...</c>: a context is not secret.</summary>
    public override string ToString() => string.Join(", ", Pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>For canonical bytes that our own code wrote.</summary>
    internal static EncryptionContext FromCanonical(ReadOnlySpan<byte> canonical) => new(canonical.ToArray());

    /// <summary>For pairs that have been checked, or that KmsGuard adds itself.</summary>
    internal static EncryptionContext FromChecked(IReadOnlyCollection<KeyValuePair<string, string>> pairs) => new(ContextPairs.Encode(pairs, What));

    private KeyValuePair<string, string>[] Pairs => _pairs ??= Parse(_canonical);

    private static KeyValuePair<string, string>[] Parse(ReadOnlySpan<byte> canonical)
    {
        var pairs = new KeyValuePair<string, string>[BinaryPrimitives.ReadUInt16BigEndian(canonical)];
        var rest = canonical[2..];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = KeyValuePair.Create(ReadStr(ref rest), ReadStr(ref rest));
        return pairs;
    }

    private static string ReadStr(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        var text = StrictUtf8.GetString(rest.Slice(2, length));
        rest = rest[(2 + length)..];
        return text;
    }
}
