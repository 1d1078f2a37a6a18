namespace KmsGuard;

/// <summary>Branch keys in this process's memory, for tests: when the process ends they are lost, and with them every record that was encrypted under them.</summary>
public sealed class InMemoryBranchKeyStore : IBranchKeyStore
{
    private readonly Dictionary<string, SortedList<int, BranchKeyRow>> _partitions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_partitions)
            return new ValueTask<BranchKeyRow?>(_partitions.TryGetValue(partition, out var rows) ? rows.Values[^1] : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_partitions)
            return new ValueTask<IReadOnlyList<BranchKeyRow>>(_partitions.TryGetValue(partition, out var rows) ? [.. rows.Values] : []);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_partitions)
        {
            if (!_partitions.TryGetValue(row.Partition, out var rows))
                _partitions.Add(row.Partition, rows = []);
            return new ValueTask<bool>(rows.TryAdd(row.Version, row.WithWrappedKey(row.WrappedKey.ToArray())));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expected);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_partitions)
        {
            if (!_partitions.TryGetValue(expected.Partition, out var rows)
                || !rows.TryGetValue(expected.Version, out var row)
                || !row.WrappedKey.Span.SequenceEqual(expected.WrappedKey.Span))
                return new ValueTask<bool>(false);
            rows[expected.Version] = row.WithWrappedKey(wrappedKey.ToArray());
            return new ValueTask<bool>(true);
        }
    }
}
