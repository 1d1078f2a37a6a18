using System.Runtime.ExceptionServices;
using KmsGuard.Keyrings;
using KmsGuard.Keyrings.Caching;
using KmsGuard.Keyrings.Hierarchical;
using KmsGuard.Records;
using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KmsGuard;

/// <summary>Puts branch keys between the key service and the records: one for each key name and encryption context (say, each tenant), wrapped by the key service and kept in a store. A process asks the key service once for each branch and <see cref="HierarchicalKeyringOptions.RefreshInterval"/>, however many records it encrypts; a record's header holds no ciphertext of the key service.</summary>
/// <remarks>
/// <para>The outermost keyring: a <see cref="MultiKeyring"/> goes inside; a <see cref="CachingKeyring"/> is not needed. A thousand callers that need the same branch at once make one call. A failure is never kept.</para>
/// <para>The wrapping names key name, context, use, branch, version and date, so that rows in the store can be neither swapped nor relabelled. Which version is the latest, the store says: a process believes no lower one than it has seen, and encrypts under none older than <see cref="HierarchicalKeyringOptions.RotateAfter"/>.</para>
/// <para>Do not combine with models that send their identity to the keyring, unless each record is to have a branch key of its own.</para>
/// </remarks>
public sealed class HierarchicalKeyring : IEvictingKeyring, IIndexKeyring, IDisposable, IAsyncDisposable
{
    private readonly IKeyring _inner;
    private readonly ILogger _logger;
    private readonly TimeSpan _refreshInterval;
    private readonly BranchRootCache _roots;
    private readonly KekCalls _kek;
    private readonly BranchKeys _keys;
    private readonly SingleFlight<Branch, BranchRoot> _activating = new();
    private int _disposed;

    /// <summary>Creates a hierarchy over a keyring, which becomes its own: it is disposed with it.</summary>
    /// <param name="inner">The keyring that wraps branch keys.</param>
    /// <param name="store">Where branch keys are kept. Not disposed here.</param>
    /// <param name="options">The limits; the defaults when <see langword="null"/>. Copied: later changes have no effect.</param>
    /// <param name="timeProvider">The clock; the system's when <see langword="null"/>.</param>
    /// <param name="logger">Told at Warning when a key cannot be opened again ahead of its time.</param>
    /// <exception cref="ArgumentException">A limit is out of its range, or the inner keyring caches or is a hierarchy itself.</exception>
    public HierarchicalKeyring(IKeyring inner, IBranchKeyStore store, HierarchicalKeyringOptions? options = null, TimeProvider? timeProvider = null, ILogger<HierarchicalKeyring>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(store);
        // Either would hold branch keys for longer than RefreshInterval says.
        if (inner is CachingKeyring or HierarchicalKeyring)
            throw new ArgumentException($"A HierarchicalKeyring keeps opened keys itself: give it the keyring inside the {inner.GetType().Name}.", nameof(inner));
        var limits = (options ?? new HierarchicalKeyringOptions()).Checked();
        var time = timeProvider ?? TimeProvider.System;
        _inner = inner;
        _roots = new BranchRootCache(limits, time);
        _logger = logger ?? NullLogger<HierarchicalKeyring>.Instance;
        _refreshInterval = limits.RefreshInterval;
        _kek = new KekCalls(inner, limits.MaxEntries, time, _logger);
        _keys = new BranchKeys(_kek, new BranchKeyStoreCalls(store, limits.StoreTimeout, time), _roots, limits.RotateAfter, time);
    }

    /// <summary>Whether the inner keyring is another's too, who disposes it.</summary>
    internal bool LeavesInnerOpen { get; init; }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default)
    {
        Check(request.KeyName, request.Context, request.Suite);
        return ActiveAsync("generate", new Branch(request.KeyName, request.Context), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
    {
        Check(request.KeyName, request.Context, request.Suite);
        ArgumentNullException.ThrowIfNull(request.Accept);
        var branch = new Branch(request.KeyName, request.Context);
        // Every encrypted data key is looked up before any call is made.
        foreach (var edk in request.EncryptedDataKeys)
        {
            if (BranchKeyFormat.TryReadInfo(edk, out var id, out var version)
                && _roots.Find(new BranchVersion(branch, id, version)) is { } root
                && root.Lease.TryDuplicate(out var lease)
                && request.Judge(lease))
            {
                Hit("unwrap", root);
                return new ValueTask<DataKeyLease>(lease);
            }
        }
        return UnwrapSlowAsync(branch, request, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>A branch key of its own, which no rotation touches: <see cref="DeleteAsync"/> ends it with the records'.</remarks>
    /// <exception cref="EncryptionContextException">The context is not that of an index.</exception>
    public ValueTask<DataKeyLease> IndexRootAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        Check(keyName, context);
        var branch = new Branch(keyName, context);
        if (branch.Usage != BranchKeyUsage.Index)
            throw new EncryptionContextException("The keys of indexes are never those of records: the encryption context asked for is not that of an index.");
        return ActiveAsync("index", branch, cancellationToken);
    }

    /// <summary>Makes a new version of a branch key, under which records are encrypted from now on; what is stored stays readable and is not touched. Other processes follow within their <see cref="HierarchicalKeyringOptions.RefreshInterval"/>. Several at once make one new version.</summary>
    /// <param name="keyName">The logical key name.</param>
    /// <param name="context">The encryption context, as the model gives it (without reserved pairs).</param>
    /// <param name="cancellationToken">Ends the wait; the rotation may have been made.</param>
    /// <exception cref="EncryptionContextException">The context is too long.</exception>
    /// <exception cref="KeyUnavailableException">Store or key service could not be used, or the branch key was deleted.</exception>
    public Task RotateAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        Check(keyName, context);
        return _keys.RotateAsync(Branch.OfRecords(keyName, context), cancellationToken);
    }

    /// <summary>Wraps every version of a branch key, of records and of indexes, under the keys that are configured now: after a rotation of the key-encryption key, or to move to another key or Region. Records are not touched.</summary>
    /// <param name="keyName">The logical key name.</param>
    /// <param name="context">The encryption context, as the model gives it (without reserved pairs).</param>
    /// <param name="cancellationToken">Ends the wait; some versions may have been wrapped anew. Call it again.</param>
    /// <exception cref="NotSupportedException">The inner keyring cannot rewrap.</exception>
    /// <inheritdoc cref="RotateAsync" path="/exception"/>
    public async Task RewrapAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        Check(keyName, context);
        if (_inner is not IRewrappingKeyring rewrapping)
            throw new NotSupportedException($"{_inner.GetType().Name} cannot wrap keys anew: it is no IRewrappingKeyring.");
        foreach (var branch in Branch.AllOf(keyName, context))
            await _keys.RewrapAsync(branch, rewrapping, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a branch key with all its versions, of records and of indexes: crypto-shredding. Nobody can read what was encrypted under it once every copy of its rows (backups, replicas, logs of the database) is gone and every process's <see cref="HierarchicalKeyringOptions.RefreshInterval"/> has passed twice; no more than that is promised. What other processes encrypt for the context until then is lost too.</summary>
    /// <remarks>The rows stay, emptied, and a new one marks the branch as deleted: nothing is encrypted for this context until <see cref="RecreateAsync"/>, and a row that a backup brings back below the mark is not used. When it throws, call it again.</remarks>
    /// <param name="keyName">The logical key name.</param>
    /// <param name="context">The encryption context, as the model gives it (without reserved pairs).</param>
    /// <param name="cancellationToken">Ends the wait; the deletion may have been made in part. Call it again.</param>
    /// <inheritdoc cref="RotateAsync" path="/exception"/>
    public async Task DeleteAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        Check(keyName, context);
        var branches = Branch.AllOf(keyName, context);
        try
        {
            foreach (var branch in branches)
                await _keys.DeleteAsync(branch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _roots.Evict(branch => branches.Contains(branch));
        }
    }

    /// <summary>Begins new branch keys for a context whose branch keys were deleted, as when a customer comes back. What was encrypted before stays unreadable. Does nothing when they were not deleted.</summary>
    /// <inheritdoc cref="RotateAsync" path="/param"/>
    /// <inheritdoc cref="RotateAsync" path="/exception"/>
    public async Task RecreateAsync(string keyName, EncryptionContext context, CancellationToken cancellationToken = default)
    {
        Check(keyName, context);
        foreach (var branch in Branch.AllOf(keyName, context))
            await _keys.RecreateAsync(branch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask EvictAsync(string keyName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        _roots.Evict(branch => branch.KeyName == keyName);
        KmsGuardLog.Evicted(_logger, keyName);
        if (_inner is not IEvictingKeyring evicting)
            return;
        await evicting.EvictAsync(keyName, cancellationToken).ConfigureAwait(false);
        // What came meanwhile may be of what the inner keyring still kept.
        _roots.Evict(branch => branch.KeyName == keyName);
    }

    /// <summary>Wipes every branch key that is not in use, and disposes the inner keyring. Keys in use are wiped at the end of their operation.</summary>
    public void Dispose()
    {
        if (Close() && !LeavesInnerOpen)
            Disposal.Dispose(_inner);
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Close() && !LeavesInnerOpen)
            await Disposal.DisposeAsync(_inner).ConfigureAwait(false);
    }

    private bool Close()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return false;
        _roots.Dispose();
        _kek.Dispose();
        return true;
    }

    private bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Has a key that will soon be too old asked for again, so that nobody waits for it.</summary>
    private void Hit(string operation, BranchRoot root)
    {
        var age = _roots.AgeOf(root);
        KmsGuardMeter.CacheHit(operation, age);
        // Nobody's operation: neither trace nor ambient state of the caller who happened to come by.
        if (age >= root.DueAge && root.TryBeginRefresh())
            ThreadPool.UnsafeQueueUserWorkItem(static refresh => _ = refresh.Keyring.RefreshAsync(refresh.Operation, refresh.Root), (Keyring: this, Operation: operation, Root: root), preferLocal: false);
    }

    /// <summary>A failure is nobody's: who comes when the key is too old asks again.</summary>
    private async Task RefreshAsync(string operation, BranchRoot root)
    {
        var branch = root.Version.Branch;
        try
        {
            await (_roots.IsActive(root)
                ? _activating.RunAsync(branch, () => _keys.ActivateAsync(branch), CancellationToken.None, out _)
                : _keys.OpenAsync(root.Version, CancellationToken.None, out _)).ConfigureAwait(false);
            KmsGuardMeter.Refresh(operation, "success");
        }
        catch (Exception e) when (!IsDisposed)
        {
            KmsGuardMeter.Refresh(operation, "failure");
            KmsGuardLog.RefreshFailed(_logger, branch.KeyName, _refreshInterval, e);
        }
        catch (Exception)
        {
            // of no interest any more
        }
    }

    /// <summary>The branch key under which a branch encrypts, or makes indexes, now.</summary>
    private ValueTask<DataKeyLease> ActiveAsync(string operation, Branch branch, CancellationToken cancellationToken)
    {
        if (_roots.FindActive(branch) is { } root && root.Lease.TryDuplicate(out var lease))
        {
            Hit(operation, root);
            return new ValueTask<DataKeyLease>(lease);
        }
        return ActivateAsync(operation, branch, cancellationToken);
    }

    private async ValueTask<DataKeyLease> ActivateAsync(string operation, Branch branch, CancellationToken cancellationToken)
    {
        _ = branch.Usage;      // refused before any call
        // More than once only if the root was evicted meanwhile.
        while (true)
        {
            var flight = _activating.RunAsync(branch, () => _keys.ActivateAsync(branch), cancellationToken, out var started);
            KmsGuardMeter.Cache(operation, started ? "miss" : "wait");
            var root = await flight.ConfigureAwait(false);
            if (root.Lease.TryDuplicate(out var lease))
                return lease;
            ObjectDisposedException.ThrowIf(IsDisposed, this);
        }
    }

    private async ValueTask<DataKeyLease> UnwrapSlowAsync(Branch branch, UnwrapRequest request, CancellationToken cancellationToken)
    {
        _ = branch.Usage;
        var named = request.EncryptedDataKeys
            .Select(edk => BranchKeyFormat.TryReadInfo(edk, out var id, out var version) ? new BranchVersion(branch, id, version) : default)
            .Where(version => version.Version > 0)
            .ToArray();
        // Each may cost a look into the store.
        if (named.Length > RecordFormat1.MaxEdks)
            throw new CiphertextFormatException($"There are {named.Length} encrypted data keys that name branch keys; a record has at most {RecordFormat1.MaxEdks}.");
        KeyUnavailableException? unavailable = null;
        var refused = false;
        foreach (var version in named)
        {
            try
            {
                var lease = await OpenAsync(version, cancellationToken).ConfigureAwait(false);
                if (request.Judge(lease))
                    return lease;
                refused = true;
            }
            catch (KeyUnavailableException e)
            {
                unavailable ??= e;
            }
        }
        if (unavailable is not null)
            ExceptionDispatchInfo.Throw(unavailable);
        if (refused)
            throw new CiphertextAuthenticationException();
        throw new KeyUnavailableException(
            KeyUnavailableReason.NotConfigured,
            $"None of the encrypted data keys for '{request.KeyName}' names a branch key. The record was encrypted without a hierarchy: read it with the keyring that encrypted it.");
    }

    private async ValueTask<DataKeyLease> OpenAsync(BranchVersion version, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = _keys.OpenAsync(version, cancellationToken, out var started);
            KmsGuardMeter.Cache("unwrap", started ? "miss" : "wait");
            var root = await flight.ConfigureAwait(false);
            if (root.Lease.TryDuplicate(out var lease))
                return lease;
            ObjectDisposedException.ThrowIf(IsDisposed, this);
        }
    }

    private void Check(string keyName, EncryptionContext context, int suite = RecordFormat1.Suite)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentNullException.ThrowIfNull(keyName);
        ArgumentNullException.ThrowIfNull(context);
        if (suite != RecordFormat1.Suite)
            throw new ArgumentException($"A HierarchicalKeyring makes data keys of suite {RecordFormat1.Suite} (docs/formats.md), not of suite {suite}. Use another keyring.");
    }
}
