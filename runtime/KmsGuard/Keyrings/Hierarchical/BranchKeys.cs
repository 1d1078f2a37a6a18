using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using KmsGuard.Keyrings.Caching;
using KmsGuard.Keys;
using KmsGuard.Records;
using KmsGuard.Telemetry;

namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>Branch keys between store and key service: made, opened, replaced by newer versions, wrapped anew, deleted.</summary>
internal sealed class BranchKeys(KekCalls kek, BranchKeyStoreCalls store, BranchRootCache roots, TimeSpan rotateAfter, TimeProvider time)
{
    private const int Suite = RecordFormat1.Suite;
    private const int MaxAttempts = 20;

    private readonly SingleFlight<BranchVersion, BranchRoot> _opening = new();

    /// <summary>The highest version of each partition that the key service vouched for. Kept as long as the process: a store that goes back to an earlier version is not believed.</summary>
    private readonly ConcurrentDictionary<UInt128, int> _highest = new();

    /// <summary>The root that encrypts now: of the latest version, made first if there is none, and anew if it is too old.</summary>
    internal async Task<BranchRoot> ActivateAsync(Branch branch)
    {
        if (roots.FindActive(branch) is { } present && !roots.IsDue(present))
            return present;
        var latest = await FindLatestAsync(branch, CancellationToken.None).ConfigureAwait(false);
        var root = latest is null
            ? await AppendAsync(branch, null, BranchKeyFormat.NewId(), CancellationToken.None).ConfigureAwait(false)
            : await OpenLatestAsync(branch, latest, CancellationToken.None).ConfigureAwait(false);
        if (latest is not null && branch.Usage == BranchKeyUsage.Record && time.GetUtcNow() - root.Created >= rotateAfter)
            root = await AppendAsync(branch, latest, latest.BranchId, CancellationToken.None).ConfigureAwait(false);
        roots.Activate(root);
        return root;
    }

    /// <summary>The root of a version that a record names.</summary>
    internal Task<BranchRoot> OpenAsync(BranchVersion version, CancellationToken cancellationToken, out bool started) =>
        _opening.RunAsync(version, () => FindAndOpenAsync(version), cancellationToken, out started);

    /// <summary>Adds a version, or the first one, that encrypts from now on.</summary>
    internal async Task RotateAsync(Branch branch, CancellationToken cancellationToken)
    {
        var latest = await FindLatestAsync(branch, cancellationToken).ConfigureAwait(false);
        if (latest is { IsDeleted: true })
            throw Deleted(branch);
        roots.Activate(await AppendAsync(branch, latest, latest?.BranchId ?? BranchKeyFormat.NewId(), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Begins a new branch after the deleted one.</summary>
    internal async Task RecreateAsync(Branch branch, CancellationToken cancellationToken)
    {
        var latest = await FindLatestAsync(branch, cancellationToken).ConfigureAwait(false);
        if (latest is { IsDeleted: true })
            await AppendAsync(branch, latest, BranchKeyFormat.NewId(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts a deleted version on top, so that no rotation under way can bring the branch back, and then empties all versions below. Can be repeated until it succeeds.</summary>
    internal async Task DeleteAsync(Branch branch, CancellationToken cancellationToken)
    {
        var partition = branch.Partition;
        var latest = await store.FindLatestAsync(partition, cancellationToken).ConfigureAwait(false);
        for (var attempts = 0; latest is not { IsDeleted: true }; attempts++)
        {
            if (attempts == MaxAttempts)
                throw Contended(branch);
            await store.TryAddAsync(NewRow(branch, latest, latest?.BranchId ?? BranchKeyFormat.NewId()), cancellationToken).ConfigureAwait(false);
            latest = await store.FindLatestAsync(partition, cancellationToken).ConfigureAwait(false);
        }
        foreach (var row in await store.ListAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Version < latest.Version)
                await ReplaceAsync(branch, row, static _ => new ValueTask<ReadOnlyMemory<byte>>(ReadOnlyMemory<byte>.Empty), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Wraps every version under the keys that are configured now.</summary>
    internal async Task RewrapAsync(Branch branch, IRewrappingKeyring rewrapping, CancellationToken cancellationToken)
    {
        foreach (var row in await store.ListAsync(branch.Partition, cancellationToken).ConfigureAwait(false))
            await ReplaceAsync(branch, row, current => RewrapAsync(branch, current, rewrapping, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(Branch branch, BranchKeyRow row, Func<BranchKeyRow, ValueTask<ReadOnlyMemory<byte>>> replacement, CancellationToken cancellationToken)
    {
        BranchKeyRow? current = row;
        for (var attempts = 0; current is { IsDeleted: false }; attempts++)
        {
            if (attempts == MaxAttempts)
                throw Contended(branch);
            var wrappedKey = await replacement(current).ConfigureAwait(false);
            if (wrappedKey.Span.SequenceEqual(current.WrappedKey.Span) || await store.TryReplaceAsync(current, wrappedKey, cancellationToken).ConfigureAwait(false))
                return;
            var rows = await store.ListAsync(row.Partition, cancellationToken).ConfigureAwait(false);
            current = rows.FirstOrDefault(one => one.Version == row.Version);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> RewrapAsync(Branch branch, BranchKeyRow row, IRewrappingKeyring rewrapping, CancellationToken cancellationToken)
    {
        // Opened first, so that what is stored instead is known to be the same key.
        using var key = await UnwrapAsync(branch, row, cancellationToken).ConfigureAwait(false);
        var request = Unwrapping(branch, row, candidate => CryptographicOperations.FixedTimeEquals(candidate.Key, key.Key));
        return KeyMaterial.Serialize(await rewrapping.RewrapAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private async Task<BranchRoot> FindAndOpenAsync(BranchVersion version)
    {
        // A flight that has just ended may have brought it.
        if (roots.Find(version) is { } present && !roots.IsDue(present))
            return present;
        var start = roots.Begin();
        var branch = version.Branch;
        var rows = await store.ListAsync(branch.Partition, CancellationToken.None).ConfigureAwait(false);
        // A deleted version stands for all below it: a row that a backup brought back is not used.
        if (rows.Any(row => row.IsDeleted && row.Version >= version.Version))
            throw Deleted(branch);
        var row = rows.FirstOrDefault(row => row.Version == version.Version && row.BranchId == version.Id)
            ?? throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"The store has no version {version.Version} of {Describe(branch)} with the id {version.Id}, under which the record was encrypted. Restore the row from a backup of the store.");
        return await OpenAsync(branch, row, start).ConfigureAwait(false);
    }

    /// <summary>Opens what the store says is the latest version; one flight for those who read it and those who write with it.</summary>
    private async Task<BranchRoot> OpenLatestAsync(Branch branch, BranchKeyRow latest, CancellationToken cancellationToken)
    {
        if (latest.IsDeleted)
            throw Deleted(branch);
        var version = new BranchVersion(branch, latest.BranchId, latest.Version);
        if (roots.Find(version) is { } present && !roots.IsDue(present))
            return present;
        var start = roots.Begin();
        return await _opening.RunAsync(version, () => OpenAsync(branch, latest, start), cancellationToken, out _).ConfigureAwait(false);
    }

    private async Task<BranchRoot> OpenAsync(Branch branch, BranchKeyRow row, BranchRootCache.Start start)
    {
        using var key = await UnwrapAsync(branch, row, CancellationToken.None).ConfigureAwait(false);
        return Keep(branch, row, BranchKeyFormat.DeriveRoot(key, branch.Usage, row.BranchId, row.Version), start);
    }

    /// <summary>Adds a version by conditional insert and uses what the store then has: this one, or that of another process which was first.</summary>
    private async Task<BranchRoot> AppendAsync(Branch branch, BranchKeyRow? previous, Guid id, CancellationToken cancellationToken)
    {
        var start = roots.Begin();
        var draft = NewRow(branch, previous, id);
        var request = new DataKeyRequest(branch.KeyName, BranchKeyFormat.WrappingContext(branch, id, draft.Version, draft.Created), Suite, Records: 1, BranchKeyFormat.KeySize);
        using var key = await kek.GenerateAsync(branch, request, cancellationToken).ConfigureAwait(false);
        using var root = BranchKeyFormat.DeriveRoot(key, branch.Usage, id, draft.Version);
        var row = draft.WithWrappedKey(key.Material.SerializedEdks);

        KeyUnavailableException? fault = null;
        try
        {
            await store.TryAddAsync(row, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException e)
        {
            fault = e;      // it may have been added all the same
        }
        var latest = await FindLatestAsync(branch, cancellationToken).ConfigureAwait(false);
        if (latest is null || latest.Version < row.Version)
            throw fault ?? Damaged(branch, $"did not keep version {row.Version} of it, which was just added. Use a store that reads its own writes");
        if (!IsSame(latest, row) || !root.TryDuplicate(out var kept))
            return await OpenLatestAsync(branch, latest, cancellationToken).ConfigureAwait(false);
        KmsGuardMeter.BranchKeyVersion(previous switch { null => "first", { IsDeleted: true } => "again", _ => "rotation" });
        return Keep(branch, row, kept, start);
    }

    private BranchRoot Keep(Branch branch, BranchKeyRow row, DataKeyLease root, BranchRootCache.Start start)
    {
        _highest.AddOrUpdate(Name(row.Partition), row.Version, (_, seen) => Math.Max(seen, row.Version));
        return roots.Add(new BranchVersion(branch, row.BranchId, row.Version), root, row.Created, start);
    }

    private async Task<DataKeyLease> UnwrapAsync(Branch branch, BranchKeyRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await kek.UnwrapAsync(branch, Unwrapping(branch, row, static candidate => candidate.Key.Length == BranchKeyFormat.KeySize), cancellationToken).ConfigureAwait(false);
        }
        catch (CiphertextAuthenticationException e)
        {
            throw Damaged(branch, $"holds a version {row.Version} of it that was changed, or moved from another branch or version. Restore the row from a backup of the store", e);
        }
    }

    private static UnwrapRequest Unwrapping(Branch branch, BranchKeyRow row, Func<DataKeyLease, bool> accept)
    {
        if (row.Partition != branch.Partition || row.KeyName != branch.KeyName || row.Usage != branch.Usage)
            throw Damaged(branch, $"holds a version {row.Version} of it that says it is of another key name or use. Restore the row from a backup of the store");
        ImmutableArray<EncryptedDataKey> edks;
        try
        {
            edks = RecordFormat1.ParseEdks(row.WrappedKey);
        }
        catch (CiphertextFormatException e)
        {
            throw Damaged(branch, $"holds a version {row.Version} of it that is malformed. Restore the row from a backup of the store", e);
        }
        return new UnwrapRequest(branch.KeyName, BranchKeyFormat.WrappingContext(branch, row.BranchId, row.Version, row.Created), Suite, edks, accept);
    }

    private async Task<BranchKeyRow?> FindLatestAsync(Branch branch, CancellationToken cancellationToken)
    {
        var partition = branch.Partition;
        // Before the store is asked: what another thread adds while it answers is no sign of a rollback.
        var highest = _highest.GetValueOrDefault(Name(partition));
        var latest = await store.FindLatestAsync(partition, cancellationToken).ConfigureAwait(false);
        if ((latest?.Version ?? 0) < highest)
            throw Damaged(branch, $"has gone back: version {highest} of it was in use, and now the latest is {latest?.Version ?? 0}. Nothing is encrypted under the earlier version. Restore the missing rows from a backup, and let no replica that lags behind serve as the store");
        return latest;
    }

    /// <summary>The next version, without a key.</summary>
    private BranchKeyRow NewRow(Branch branch, BranchKeyRow? previous, Guid id) => new()
    {
        Partition = branch.Partition,
        Version = previous?.Version is int.MaxValue ? throw Damaged(branch, "holds a version of it with the highest number that there is, which no rotation can have made. Remove that row") : (previous?.Version ?? 0) + 1,
        BranchId = id,
        KeyName = branch.KeyName,
        Usage = branch.Usage,
        Created = BranchKeyFormat.ToCreated(time.GetUtcNow()),
        WrappedKey = default,
    };

    private static bool IsSame(BranchKeyRow left, BranchKeyRow right) => left.BranchId == right.BranchId && left.Version == right.Version && left.WrappedKey.Span.SequenceEqual(right.WrappedKey.Span);

    /// <summary>Half of the partition's hash: enough to tell branches apart, and little to remember of each.</summary>
    private static UInt128 Name(string partition) => UInt128.Parse(partition.AsSpan(0, 32), System.Globalization.NumberStyles.AllowHexSpecifier, provider: null);

    private static KeyUnavailableException Deleted(Branch branch) =>
        new(KeyUnavailableReason.Deleted, $"The {Describe(branch)} was deleted, and with it everything that was encrypted under it. HierarchicalKeyring.RecreateAsync begins a new one.");

    private static KeyUnavailableException Damaged(Branch branch, string problem, Exception? cause = null) =>
        new(KeyUnavailableReason.Damaged, $"The {Describe(branch)}: the store {problem}.", cause);

    private static KeyUnavailableException Contended(Branch branch) =>
        new(KeyUnavailableReason.Unreachable, $"The {Describe(branch)}: the store had it changed by others {MaxAttempts} times in a row. Call again.");

    private static string Describe(Branch branch) => $"branch key {branch.Partition} of '{branch.KeyName}'";
}
