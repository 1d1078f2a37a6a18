namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>Calls to a store, each with a limit of time and with its failures named for what they are.</summary>
internal sealed class BranchKeyStoreCalls(IBranchKeyStore store, TimeSpan timeout, TimeProvider time)
{
    internal Task<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken) =>
        CallAsync(token => store.FindLatestAsync(partition, token), cancellationToken);

    internal Task<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken) =>
        CallAsync(token => store.ListAsync(partition, token), cancellationToken);

    internal Task<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken) =>
        CallAsync(token => store.TryAddAsync(row, token), cancellationToken);

    internal Task<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken) =>
        CallAsync(token => store.TryReplaceAsync(expected, wrappedKey, token), cancellationToken);

    private async Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var pending = call(either.Token).AsTask();
            // A store that does not listen may fail after everybody has gone: that is no unobserved exception of the application.
            _ = pending.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return await pending.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not KeyUnavailableException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw limit.IsCancellationRequested
                ? new KeyUnavailableException(KeyUnavailableReason.Timeout, $"The store of the branch keys did not answer within {timeout.TotalSeconds:0} seconds. Look after the store, or raise HierarchicalKeyringOptions.StoreTimeout.", e)
                : new KeyUnavailableException(KeyUnavailableReason.Unreachable, $"The store of the branch keys could not be used ({e.GetType().Name}). Look after the store: is it running, does its table exist, may this application use it?", e);
        }
    }
}
