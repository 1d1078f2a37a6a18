using System.Diagnostics.CodeAnalysis;
using KmsGuard.Crypto;

namespace KmsGuard;

/// <summary>A data key encrypted (wrapped) under one key of one provider (EDK), laid out as in the AWS Encryption SDK's message header.</summary>
public sealed class EncryptedDataKey : IEquatable<EncryptedDataKey>
{
    /// <summary>Most bytes that a provider id may have.</summary>
    public const int MaxProviderIdSize = 64;

    /// <summary>Most bytes that the provider info may have.</summary>
    public const int MaxProviderInfoSize = 512;

    /// <summary>Most bytes that the wrapped key may have.</summary>
    public const int MaxCiphertextSize = 1024;

    private readonly ReadOnlyMemory<byte> _providerId;
    private readonly int _hash;

    /// <summary>Creates an EDK from copies of what is given.</summary>
    /// <param name="providerId">Which kind of key service, such as <c>aws-kms</c>; 1 to 64 bytes of UTF-8.</param>
    /// <param name="providerInfo">Which key of it, such as a key ARN; 0 to 512 bytes.</param>
    /// <param name="ciphertext">The wrapped data key, 0 to 1,024 bytes.</param>
    /// <exception cref="ArgumentException">A part is over its limit, or the provider id is empty.</exception>
    public EncryptedDataKey(string providerId, ReadOnlySpan<byte> providerInfo, ReadOnlySpan<byte> ciphertext)
        : this(StrictUtf8.GetBytes(providerId ?? throw new ArgumentNullException(nameof(providerId))), providerInfo.ToArray(), ciphertext.ToArray())
    {
        if (_providerId.Length is 0 or > MaxProviderIdSize)
            throw new ArgumentException($"A provider id has 1 to {MaxProviderIdSize} bytes.", nameof(providerId));
        if (providerInfo.Length > MaxProviderInfoSize)
            throw new ArgumentException($"A provider info has at most {MaxProviderInfoSize} bytes.", nameof(providerInfo));
        if (ciphertext.Length > MaxCiphertextSize)
            throw new ArgumentException($"An encrypted data key has at most {MaxCiphertextSize} bytes.", nameof(ciphertext));
    }

    /// <summary>For parts that were read, and checked, from a header.</summary>
    internal EncryptedDataKey(ReadOnlyMemory<byte> providerId, ReadOnlyMemory<byte> providerInfo, ReadOnlyMemory<byte> ciphertext)
    {
        _providerId = providerId;
        ProviderInfo = providerInfo;
        Ciphertext = ciphertext;
        var hash = new HashCode();
        hash.AddBytes(providerId.Span);
        hash.AddBytes(providerInfo.Span);
        hash.AddBytes(ciphertext.Span);
        _hash = hash.ToHashCode();
    }

    /// <summary>Which kind of key service wrapped the key.</summary>
    public string ProviderId => StrictUtf8.GetString(_providerId.Span);

    /// <summary>The provider id's UTF-8 bytes, for comparing without allocating.</summary>
    public ReadOnlySpan<byte> ProviderIdUtf8 => _providerId.Span;

    /// <summary>Which key of the provider wrapped the data key; its form is the provider's.</summary>
    public ReadOnlyMemory<byte> ProviderInfo { get; }

    /// <summary>The wrapped data key.</summary>
    public ReadOnlyMemory<byte> Ciphertext { get; }

    /// <inheritdoc/>
    public bool Equals(EncryptedDataKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && _providerId.Span.SequenceEqual(other._providerId.Span)
            && ProviderInfo.Span.SequenceEqual(other.ProviderInfo.Span)
            && Ciphertext.Span.SequenceEqual(other.Ciphertext.Span));

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as EncryptedDataKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The same in memory of its own: what was read from a header lies in its caller's buffer.</summary>
    internal EncryptedDataKey Copy() => new(_providerId.ToArray(), ProviderInfo.ToArray(), Ciphertext.ToArray());

    internal int SerializedSize => 6 + _providerId.Length + ProviderInfo.Length + Ciphertext.Length;

    internal void Serialize(ref BigEndianWriter writer)
    {
        writer.Str(_providerId.Span);
        writer.Str(ProviderInfo.Span);
        writer.Str(Ciphertext.Span);
    }
}
