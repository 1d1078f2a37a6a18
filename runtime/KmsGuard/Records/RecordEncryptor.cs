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

    internal IKeyring Keyring { get; }
}
