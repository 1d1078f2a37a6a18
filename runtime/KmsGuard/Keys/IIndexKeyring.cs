namespace KmsGuard;

/// <summary>Keeps the keys of blind indexes: for each key name and encryption context one root, the same in every process and for as long as the data. Thread-safe.</summary>
public interface IIndexKeyring
{
    /// <summary>The root from which the keys of all indexes of a key name and context are derived; made when there is none.</summary>
    /// <param name="keyName">The logical key name.</param>
    /// <param name="context">The encryption context, with <c>kmsguard-use</c> = <c>index/1:</c> and the key name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A lease of 32 bytes.</returns>
    /// <exception cref="KeyUnavailableException">The root cannot be had now, or was deleted.</exception>
    ValueTask<DataKeyLease> IndexRootAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default);
}
