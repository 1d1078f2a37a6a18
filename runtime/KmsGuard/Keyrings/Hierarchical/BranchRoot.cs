namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>An opened branch key: the root that serves as data key, whose version was made at <paramref name="created"/> and opened at the timestamp <paramref name="openedAt"/>.</summary>
internal sealed class BranchRoot(BranchVersion version, DataKeyLease lease, DateTimeOffset created, long openedAt) : IDisposable
{
    internal BranchVersion Version => version;

    internal DataKeyLease Lease => lease;

    internal DateTimeOffset Created => created;

    internal long OpenedAt => openedAt;

    public void Dispose() => lease.Dispose();
}
