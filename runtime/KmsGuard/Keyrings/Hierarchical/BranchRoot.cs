namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>An opened branch key: the root that serves as data key. Its version was made at <paramref name="created"/>; it was opened at the timestamp <paramref name="openedAt"/>, and is to be opened again when it is of <paramref name="dueAge"/>.</summary>
internal sealed class BranchRoot(BranchVersion version, DataKeyLease lease, DateTimeOffset created, long openedAt, TimeSpan dueAge) : IDisposable
{
    private int _refreshing;

    internal BranchVersion Version => version;

    internal DataKeyLease Lease => lease;

    internal DateTimeOffset Created => created;

    internal long OpenedAt => openedAt;

    internal TimeSpan DueAge => dueAge;

    /// <summary>True for the first who asks.</summary>
    internal bool TryBeginRefresh() => Interlocked.Exchange(ref _refreshing, 1) == 0;

    public void Dispose() => lease.Dispose();
}
