namespace KmsGuard;

/// <summary>Encrypts and decrypts annotated models, through the extension methods that the generator writes for each: <c>EncryptAsync</c>, <c>DecryptAsync</c>, <c>DecryptFieldAsync</c>, <c>SetFieldAsync</c>, <c>UpdateAsync</c>, <c>OpenAsync</c>. Thread-safe; one for an application.</summary>
public sealed class RecordEncryptor
{
    /// <summary>Creates an encryptor over a keyring.</summary>
    /// <param name="keyring">Usually a <see cref="CachingKeyring"/>: without one every record costs a call to the key service.</param>
    public RecordEncryptor(IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        Keyring = keyring;
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
}
