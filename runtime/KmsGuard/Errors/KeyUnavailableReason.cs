namespace KmsGuard;

/// <summary>Why a key cannot be used.</summary>
public enum KeyUnavailableReason
{
    /// <summary>The key service did not answer. Transient.</summary>
    Unreachable,
    /// <summary>The key service did not answer in time. Transient.</summary>
    Timeout,
    /// <summary>The key service refuses for a while because of too many requests. Transient.</summary>
    Throttled,
    /// <summary>The caller may not use the key, or the key file's permissions are wrong.</summary>
    AccessDenied,
    /// <summary>The key that is configured does not exist.</summary>
    NotFound,
    /// <summary>The key is disabled.</summary>
    Disabled,
    /// <summary>The key waits for its deletion.</summary>
    PendingDeletion,
    /// <summary>The key's imported material is missing or has expired.</summary>
    PendingImport,
    /// <summary>The key exists and is damaged, such as a key file or a stored branch key that was cut or edited.</summary>
    Damaged,
    /// <summary>The session with the HSM was lost. Transient.</summary>
    HsmSessionLost,
    /// <summary>The HSM's token is not present.</summary>
    HsmTokenRemoved,
    /// <summary>The HSM refused the PIN.</summary>
    PinIncorrect,
    /// <summary>The HSM's PIN is locked.</summary>
    PinLocked,
    /// <summary>No key is configured for the key name, or none that is made the encrypted data key. Nothing was called.</summary>
    NotConfigured,
    /// <summary>The key was deleted for good, by <see cref="HierarchicalKeyring.DeleteAsync"/>: what was encrypted under it is meant to be unreadable.</summary>
    Deleted,
}
