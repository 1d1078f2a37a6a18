namespace KmsGuard;

/// <summary>Makes data keys and opens encrypted ones: over AWS KMS, an HSM, a file, or other keyrings. Thread-safe.</summary>
public interface IKeyring
{
    /// <summary>Makes a new data key, encrypted under every key that is configured for the request's key name.</summary>
    /// <exception cref="KeyUnavailableException">A key cannot be used; nothing was made.</exception>
    ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Opens the first encrypted data key that a configured key made and that <see cref="UnwrapRequest.Accept"/> takes. The lease's <see cref="DataKeyLease.EncryptedDataKeys"/> is just that one.</summary>
    /// <remarks>For each encrypted data key: only keys that are configured, never one that the data names; at most one call for each of them, of which a record has at most 8; a candidate that is refused by <see cref="UnwrapRequest.Accept"/> is wiped, and the next is tried, so that a foreign one put first cannot mask the right one.</remarks>
    /// <exception cref="CiphertextAuthenticationException">Every encrypted data key of a configured key was conclusively refused.</exception>
    /// <exception cref="KeyUnavailableException">A key that could have opened it could not be used, or none of them was made by a configured key (<see cref="KeyUnavailableReason.NotConfigured"/>, which several keyrings together take for no fault).</exception>
    ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default);
}
