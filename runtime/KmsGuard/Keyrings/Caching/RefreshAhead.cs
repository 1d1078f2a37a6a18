using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;

namespace KmsGuard.Keyrings.Caching;

/// <summary>Has keys in use asked for again in the background before they are too old, so that nobody waits for it.</summary>
internal sealed class RefreshAhead(DataKeyCacheOptions limits, TimeProvider time, ILogger logger)
{
    private readonly TimeSpan _ahead = limits.RefreshAhead!.Value;

    /// <summary>From which age on a key is replaced; another for each, so that keys of one moment are not all replaced in one.</summary>
    internal TimeSpan NextAge() => _ahead == TimeSpan.Zero ? TimeSpan.MaxValue : limits.MaxAge - Jitter.UpTo(_ahead);

    /// <summary>Starts to replace a key. When that fails the key goes on serving, and another of its uses tries again a little later.</summary>
    internal void Start(string operation, string keyName, CachedDataKey old, Func<Task<CachedDataKey>> refresh)
    {
        // Nobody's operation: neither trace nor ambient state of the caller who happened to come by.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => RunAsync(operation, keyName, old, refresh), CancellationToken.None);
    }

    private async Task RunAsync(string operation, string keyName, CachedDataKey old, Func<Task<CachedDataKey>> refresh)
    {
        try
        {
            await refresh().ConfigureAwait(false);
            KmsGuardMeter.Refresh(operation, "success");
        }
        catch (ObjectDisposedException)
        {
        }
#pragma warning disable CA1031 // There is nobody to tell but the log, and the next request makes the call itself.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!old.Lease.TryDuplicate(out var still))
                return;      // evicted meanwhile
            still.Dispose();
            KmsGuardMeter.Refresh(operation, "failure");
            KmsGuardLog.RefreshFailed(logger, keyName, limits.MaxAge, e);
            old.RefreshAgainAt(time.GetElapsedTime(old.CreatedAt) + Jitter.UpTo(_ahead / 4));
        }
    }
}
