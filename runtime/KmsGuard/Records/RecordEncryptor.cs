using System.Collections.Frozen;

namespace KmsGuard;

/// <summary>Encrypts and decrypts annotated models, through the extension methods that the generator writes for each: <c>EncryptAsync</c>, <c>DecryptAsync</c>, <c>DecryptFieldAsync</c>, <c>SetFieldAsync</c>, <c>UpdateAsync</c>, <c>OpenAsync</c>. Thread-safe; one for an application.</summary>
public sealed class RecordEncryptor
{
    private readonly FrozenDictionary<string, string> _keyNames = FrozenDictionary<string, string>.Empty;

    /// <summary>Creates an encryptor over a keyring.</summary>
    /// <param name="keyring">Usually a <see cref="CachingKeyring"/>: without one every record costs a call to the key service.</param>
    public RecordEncryptor(IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        Keyring = keyring;
    }

    /// <summary>Creates an encryptor over a keyring for models with <see cref="EncryptedModelAttribute.KeyByClassification"/>.</summary>
    /// <param name="keyring">As for the other constructor.</param>
    /// <param name="keyNames">The logical key name of each classification, by the name of its attribute without <c>Attribute</c>, in any case: configuration knows none.</param>
    /// <exception cref="ArgumentException">Two classifications have one key name.</exception>
    public RecordEncryptor(IKeyring keyring, IReadOnlyDictionary<string, string> keyNames)
        : this(keyring)
    {
        ArgumentNullException.ThrowIfNull(keyNames);
        if (keyNames.Values.Distinct(StringComparer.Ordinal).Count() != keyNames.Count)
            throw new ArgumentException("Two classifications have one key name; give each a key of its own.", nameof(keyNames));
        _keyNames = keyNames.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Drops every key that is kept in memory for a key name, for an incident: what follows asks the key service again. In this process only; keys in use end with their operation.</summary>
    /// <param name="keyName">The logical key name, as in <see cref="EncryptedModelAttribute.KeyName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        return Keyring is IEvictingKeyring evicting ? evicting.EvictAsync(keyName, cancellationToken) : default;
    }

    internal IKeyring Keyring { get; }

    /// <summary>The key name of a classification.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal string KeyNameOf(string classification, string model) => _keyNames.TryGetValue(classification, out var keyName)
        ? keyName
        : throw new InvalidOperationException($"Model {model}: the classification '{classification}' has no key. Set KmsGuard:Classifications:{classification} to a logical key name.");
}
