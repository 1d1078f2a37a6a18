using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;

namespace KmsGuard.Keyrings.Caching;

/// <summary>Calls to the keyring behind a cache: after the pause that failures before demand, and again when one fails for a reason that passes. The pauses of all end when the cache is closed.</summary>
internal sealed class RetriedCalls(TimeProvider time, ILogger logger, CancellationToken closed)
{
    private const int MaxRetries = 7;
    private const int FirstPause = 50;
    private const int LongestPause = 1000;

    private readonly RetryQuota _quota = new();

    /// <exception cref="ObjectDisposedException">The cache was closed while it paused.</exception>
    internal async Task<CachedDataKey> RunAsync<TKey>(FailureBackoff<TKey> backoff, TKey key, string keyName, Func<Task<CachedDataKey>> call)
        where TKey : notnull
    {
        try
        {
            await backoff.WaitAsync(key, closed).ConfigureAwait(false);
            for (var retry = 0; ; retry++)
            {
                try
                {
                    var cached = await call().ConfigureAwait(false);
                    backoff.Succeeded(key);
                    _quota.Earn();
                    return cached;
                }
                catch (KeyUnavailableException e) when (e.Reason != KeyUnavailableReason.NotConfigured)
                {
                    if (retry == MaxRetries || !MayPassSoon(e) || !_quota.TrySpend())
                    {
                        backoff.Failed(key);
                        throw;
                    }
                    var pause = Jitter.UpTo(TimeSpan.FromMilliseconds(Math.Min(FirstPause << retry, LongestPause)));
                    KmsGuardLog.Retrying(logger, keyName, e.Reason, pause);
                    await Task.Delay(pause, time, closed).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(CachingKeyring));
        }
    }

    /// <summary>Not after a timeout: everybody has waited long enough.</summary>
    private static bool MayPassSoon(KeyUnavailableException error) => error.IsTransient && error.Reason != KeyUnavailableReason.Timeout;
}
