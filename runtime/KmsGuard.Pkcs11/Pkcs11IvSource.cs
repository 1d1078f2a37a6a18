namespace KmsGuard;

/// <summary>Who makes the IV of CKM_AES_GCM.</summary>
public enum Pkcs11IvSource
{
    /// <summary>The caller: 12 random bytes of the operating system for each wrap.</summary>
    Caller,
    /// <summary>The HSM writes it where the caller's would be.</summary>
    HsmInParameters,
    /// <summary>The HSM puts it behind the tag.</summary>
    HsmAppended,
}
