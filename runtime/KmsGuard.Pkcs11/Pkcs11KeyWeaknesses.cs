namespace KmsGuard;

/// <summary>What a <see cref="Pkcs11Keyring"/> puts up with in a key-encryption key when told to. Each lets whoever has the token's PIN do more than wrap and unwrap data keys.</summary>
[Flags]
public enum Pkcs11KeyWeaknesses
{
    /// <summary>None: the key cannot leave the token and does nothing but encrypt and decrypt.</summary>
    None = 0,
    /// <summary>CKA_EXTRACTABLE: the key can be taken out of the token under another key.</summary>
    Extractable = 1,
    /// <summary>Not CKA_SENSITIVE: the token may show the key's value.</summary>
    NotSensitive = 2,
    /// <summary>CKA_WRAP: with CKA_DECRYPT it takes other keys out of the token.</summary>
    WrapCapable = 4,
    /// <summary>CKA_UNWRAP: with CKA_ENCRYPT it brings known keys into the token.</summary>
    UnwrapCapable = 8,
}
