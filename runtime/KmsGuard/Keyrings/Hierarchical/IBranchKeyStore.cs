namespace KmsGuard;

/// <summary>Where a <see cref="HierarchicalKeyring"/> keeps its branch keys: shared by every process that uses them, and as durable as the data, which is lost with them. Thread-safe.</summary>
/// <remarks>
/// <para>The key of a row is <see cref="BranchKeyRow.Partition"/> and <see cref="BranchKeyRow.Version"/>. Rows are only ever added and, on condition, replaced: never removed.</para>
/// <para>Reads see every write that was acknowledged before, by any process: a replica that lags behind is not enough. A write is durable when it is acknowledged, whatever transaction the caller is in: it must not take part in one. No operation is repeated on another's behalf: a write whose fate is unknown may throw, and the keyring reads what became of it.</para>
/// <para>A store that cannot answer throws; the keyring makes a transient <see cref="KeyUnavailableException"/> of what is not one already.</para>
/// </remarks>
public interface IBranchKeyStore
{
    /// <summary>The row of the highest version, deleted or not; <see langword="null"/> when the partition has none.</summary>
    ValueTask<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken = default);

    /// <summary>Every row of the partition, in any order.</summary>
    ValueTask<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken = default);

    /// <summary>Adds a row if there is none with its key: one atomic step, across all processes.</summary>
    /// <returns>Whether it was added; <see langword="false"/> when there was one.</returns>
    ValueTask<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken = default);

    /// <summary>Replaces <see cref="BranchKeyRow.WrappedKey"/> of the row with this key if it still is what is expected: one atomic step, across all processes.</summary>
    /// <returns>Whether it was replaced.</returns>
    ValueTask<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken = default);
}
