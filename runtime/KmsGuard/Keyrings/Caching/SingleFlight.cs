using System.Collections.Concurrent;

namespace KmsGuard.Keyrings.Caching;

/// <summary>Lets one call be made where many are asked for at once. Nobody's cancellation cancels the others; a failure goes to those who waited for it and is not kept.</summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TResult>>> _flights = new();

    /// <summary>The result of the flight under way for this key, or of a new one.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="call">Makes the call; runs apart from every caller's cancellation.</param>
    /// <param name="cancellationToken">Ends this caller's wait only.</param>
    /// <param name="started">Whether this caller's call is the one.</param>
    internal Task<TResult> RunAsync(TKey key, Func<Task<TResult>> call, CancellationToken cancellationToken, out bool started)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Lazy<Task<TResult>>? mine = null;
        mine = new Lazy<Task<TResult>>(() => FlyAsync(key, mine!, call));
        var flight = _flights.GetOrAdd(key, mine);
        started = ReferenceEquals(flight, mine);
        // Everybody may have gone by the time it fails: that is no unobserved exception of the application.
        if (started)
            _ = flight.Value.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return flight.Value.WaitAsync(cancellationToken);
    }

    private async Task<TResult> FlyAsync(TKey key, Lazy<Task<TResult>> flight, Func<Task<TResult>> call)
    {
        // Off the caller's thread: a keyring that works synchronously must not run inside the dictionary's callers one after another.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            _flights.TryRemove(KeyValuePair.Create(key, flight));
        }
    }
}
