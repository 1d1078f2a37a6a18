using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>The opened branch keys of a process: each version for reading, one of each branch for writing. Owns their leases.</summary>
internal sealed class BranchRootCache : IDisposable
{
    private readonly TimeSpan _maxAge;
    private readonly TimeSpan _ahead;
    private readonly int _maxEntries;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<BranchVersion, BranchRoot> _roots = new();
    private readonly ConcurrentDictionary<Branch, BranchRoot> _active = new();
    private readonly ITimer _sweep;
    private int _evictions;
    private volatile bool _disposed;

    internal BranchRootCache(HierarchicalKeyringOptions limits, TimeProvider time)
    {
        _maxAge = limits.RefreshInterval;
        _ahead = limits.RefreshAhead ?? TimeSpan.Zero;
        _maxEntries = limits.MaxEntries;
        _time = time;
        // Keys that nobody asks for again would otherwise stay in memory for ever. Weak, so that the timer does not keep a forgotten cache alive.
        _sweep = time.CreateTimer(
            static state =>
            {
                if (((WeakReference<BranchRootCache>)state!).TryGetTarget(out var cache))
                    cache.Drop(root => !cache.IsFresh(root));
            },
            new WeakReference<BranchRootCache>(this),
            _maxAge,
            _maxAge);
    }

    internal BranchRoot? Find(BranchVersion version) => _roots.TryGetValue(version, out var root) && IsFresh(root) ? root : null;

    /// <summary>The root that encrypts.</summary>
    internal BranchRoot? FindActive(Branch branch) => _active.TryGetValue(branch, out var root) && IsFresh(root) ? root : null;

    /// <summary>Whether it still serves, and is to be opened again.</summary>
    internal bool IsDue(BranchRoot root) => AgeOf(root) >= root.DueAge;

    internal TimeSpan AgeOf(BranchRoot root) => _time.GetElapsedTime(root.OpenedAt);

    internal bool IsActive(BranchRoot root) => _active.TryGetValue(root.Version.Branch, out var active) && ReferenceEquals(active, root);

    /// <summary>To be taken before store and key service are asked: age counts from there, and what was asked for before an eviction is not kept after it.</summary>
    internal Start Begin() => new(_time.GetTimestamp(), Volatile.Read(ref _evictions));

    internal BranchRoot Add(BranchVersion version, DataKeyLease lease, DateTimeOffset created, Start start)
    {
        var root = new BranchRoot(version, lease, created, start.Timestamp, DueAge());
        if (_roots.Count >= _maxEntries)
            MakeRoom();
        BranchRoot? replaced = null;
        _roots.AddOrUpdate(version, root, (_, old) =>
        {
            replaced = old;
            return root;
        });
        if (replaced is not null)
            Retire(replaced);
        // Whoever evicts counts first and then drops; here it is the other way round, so that one of the two sees the entry.
        Interlocked.MemoryBarrier();
        if (_disposed || Volatile.Read(ref _evictions) != start.Evictions)
            Remove(root);
        return root;
    }

    /// <summary>Makes a root the one that encrypts, unless a later version has come to do so.</summary>
    internal void Activate(BranchRoot root)
    {
        _active.AddOrUpdate(root.Version.Branch, root, (_, present) => present.Version.Version > root.Version.Version && IsFresh(present) ? present : root);
        // It may have been dropped just before.
        if (!_roots.TryGetValue(root.Version, out var kept) || !ReferenceEquals(kept, root))
            _active.TryRemove(KeyValuePair.Create(root.Version.Branch, root));
    }

    /// <summary>Drops what is chosen, and what calls under way will bring.</summary>
    internal void Evict(Func<Branch, bool> which)
    {
        Interlocked.Increment(ref _evictions);
        Drop(root => which(root.Version.Branch));
    }

    public void Dispose()
    {
        _disposed = true;
        _sweep.Dispose();
        Evict(static _ => true);
    }

    /// <summary>Spread over half of the time ahead, so that a fleet that started at once does not ask at once for ever.</summary>
    private TimeSpan DueAge() => _maxAge - (_ahead * (0.5 + (RandomNumberGenerator.GetInt32(1001) / 2000.0)));

    // A clock that went back does not tell how old the key is.
    private bool IsFresh(BranchRoot root) => AgeOf(root) is var age && age >= TimeSpan.Zero && age < _maxAge;

    /// <summary>Drops what is too old and, if that is not enough, the oldest.</summary>
    private void MakeRoom()
    {
        Drop(root => !IsFresh(root));
        while (_roots.Count >= _maxEntries)
        {
            var oldest = long.MaxValue;
            foreach (var (_, root) in _roots)
                oldest = Math.Min(oldest, root.OpenedAt);
            Drop(root => root.OpenedAt <= oldest);
        }
    }

    private void Drop(Func<BranchRoot, bool> which)
    {
        foreach (var (_, root) in _roots)
        {
            if (which(root))
                Remove(root);
        }
    }

    private void Remove(BranchRoot root)
    {
        if (_roots.TryRemove(KeyValuePair.Create(root.Version, root)))
            Retire(root);
    }

    private void Retire(BranchRoot root)
    {
        _active.TryRemove(KeyValuePair.Create(root.Version.Branch, root));
        root.Dispose();
    }

    internal readonly record struct Start(long Timestamp, int Evictions);
}
