using System.Collections.Immutable;

namespace KmsGuard;

/// <summary>A keyring that can also wrap a data key which another keyring made. What a <see cref="MultiKeyring"/> asks of its members.</summary>
public interface IWrappingKeyring : IKeyring
{
    /// <summary>Encrypts a data key under every key that is configured for the request's key name, bound to the request's context, as <see cref="IKeyring.GenerateAsync"/> does with one of its own.</summary>
    /// <param name="dataKey">The data key; 16, 24 or 32 bytes. Stays the caller's: must not be disposed or kept.</param>
    /// <param name="request">Key name and context to bind it to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One encrypted data key for each configured key.</returns>
    /// <exception cref="KeyUnavailableException">A key cannot be used; <see cref="KeyUnavailableReason.NotConfigured"/> when none is configured for the key name.</exception>
    ValueTask<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken = default);
}
