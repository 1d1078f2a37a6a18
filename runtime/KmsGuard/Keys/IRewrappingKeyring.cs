using System.Collections.Immutable;

namespace KmsGuard;

/// <summary>A keyring that can put a data key under the keys that are configured now, without touching what the data key encrypted: after a rotation, or to move to another key or Region.</summary>
public interface IRewrappingKeyring : IKeyring
{
    /// <summary>Wraps the data key of a record anew, under every key that is configured for the key name.</summary>
    /// <param name="request">The encrypted data keys as stored, and how to tell the right data key.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was changed.</param>
    /// <returns>The encrypted data keys to store instead, each of which was opened again and accepted by <see cref="UnwrapRequest.Accept"/>, shown in a lease of it alone: who stores them checks that; or those of the request when all of them are current.</returns>
    /// <exception cref="CiphertextAuthenticationException">No stored encrypted data key of a configured key gives a data key that is accepted.</exception>
    /// <exception cref="KeyUnavailableException">A key that is needed could not be used; what is stored stays as it is.</exception>
    ValueTask<ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default);
}
