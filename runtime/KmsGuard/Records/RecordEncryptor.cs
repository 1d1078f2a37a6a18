using System.Collections.Frozen;

namespace KmsGuard;

/// <summary>Encrypts and decrypts annotated models, through the extension methods that the generator writes for each: <c>EncryptAsync</c>, <c>DecryptAsync</c>, <c>DecryptFieldAsync</c>, <c>SetFieldAsync</c>, <c>UpdateAsync</c>, <c>OpenAsync</c>. Thread-safe; one for an application.</summary>
public sealed class RecordEncryptor
{
    private readonly FrozenDictionary<string, string> _classificationKeys = FrozenDictionary<string, string>.Empty;

    /// <summary>Creates an encryptor over a keyring.</summary>
    /// <param name="keyring">Usually a <see cref="CachingKeyring"/>: without one every record costs a call to the key service.</param>
    public RecordEncryptor(IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        Keyring = keyring;
        IndexKeys = keyring as IIndexKeyring;
    }

    /// <summary>Creates an encryptor that takes the keys of blind indexes from another keyring than those of records.</summary>
    /// <param name="keyring">The keyring of records.</param>
    /// <param name="indexKeys">That of indexes: a <see cref="HierarchicalKeyring"/>.</param>
    public RecordEncryptor(IKeyring keyring, IIndexKeyring indexKeys)
        : this(keyring)
    {
        ArgumentNullException.ThrowIfNull(indexKeys);
        IndexKeys = indexKeys;
    }

    /// <summary>The logical key name of each data classification, for models with <see cref="EncryptedModelAttribute.KeyByClassification"/>: by the name of its attribute without <c>Attribute</c>, in any case, as configuration knows none. None by default.</summary>
    /// <exception cref="ArgumentException">Two classifications have one key name.</exception>
    public IReadOnlyDictionary<string, string> ClassificationKeys
    {
        get => _classificationKeys;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Values.Distinct(StringComparer.Ordinal).Count() != value.Count)
                throw new ArgumentException("Two classifications have one key name; give each a key of its own.", nameof(value));
            _classificationKeys = value.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Drops every key that is kept in memory for a key name, for an incident: what follows asks the key service again. In this process only; keys in use end with their operation.</summary>
    /// <param name="keyName">The logical key name, as in <see cref="EncryptedModelAttribute.KeyName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        // Those of indexes first: they are dropped also when a keyring further in fails.
        if (!ReferenceEquals(IndexKeys, Keyring) && IndexKeys is IEvictingKeyring indexKeys)
            await indexKeys.EvictAsync(keyName, cancellationToken).ConfigureAwait(false);
        if (Keyring is IEvictingKeyring keyring)
            await keyring.EvictAsync(keyName, cancellationToken).ConfigureAwait(false);
    }

    internal IKeyring Keyring { get; }

    internal IIndexKeyring? IndexKeys { get; }

    /// <summary>The key name of a classification.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal string KeyNameOf(string classification, string model) => _classificationKeys.TryGetValue(classification, out var keyName)
        ? keyName
        : throw new InvalidOperationException($"Model {model}: the classification '{classification}' has no key. Set KmsGuard:Classifications:{classification} to a logical key name.");
}
