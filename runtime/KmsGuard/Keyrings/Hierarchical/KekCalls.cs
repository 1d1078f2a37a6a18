using KmsGuard.Keyrings.Caching;
using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;

namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>Calls to the keyring that wraps branch keys: made again a few times when they fail for a reason that passes, and after a pause when those before failed, as a <see cref="CachingKeyring"/> does.</summary>
internal sealed class KekCalls(IKeyring inner, int maxEntries, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MaxRetries = 7;
    private const int FirstPause = 50;
    private const int LongestPause = 1000;

    private readonly FailureBackoff<Branch> _backoff = new(time, maxEntries);
    private readonly RetryQuota _retries = new();
    private readonly CancellationTokenSource _closing = new();

    internal Task<DataKeyLease> GenerateAsync(Branch branch, DataKeyRequest request, CancellationToken cancellationToken) =>
        CallAsync(branch, token => inner.GenerateAsync(request, token), cancellationToken);

    internal Task<DataKeyLease> UnwrapAsync(Branch branch, UnwrapRequest request, CancellationToken cancellationToken) =>
        CallAsync(branch, token => inner.UnwrapAsync(request, token), cancellationToken);

    /// <summary>Ends the pauses under way.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private async Task<DataKeyLease> CallAsync(Branch branch, Func<CancellationToken, ValueTask<DataKeyLease>> call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
        try
        {
            return await CallAsync(branch, call, either.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(HierarchicalKeyring));
        }
    }

    private async Task<DataKeyLease> CallAsync(Branch branch, Func<CancellationToken, ValueTask<DataKeyLease>> call, CancellationToken pausing, CancellationToken cancellationToken)
    {
        await _backoff.WaitAsync(branch, pausing).ConfigureAwait(false);
        for (var retry = 0; ; retry++)
        {
            try
            {
                var lease = await call(cancellationToken).ConfigureAwait(false);
                _backoff.Succeeded(branch);
                _retries.Earn();
                return lease;
            }
            catch (KeyUnavailableException e) when (e.Reason != KeyUnavailableReason.NotConfigured)
            {
                // Not after a timeout: everybody has waited long enough.
                if (retry == MaxRetries || !e.IsTransient || e.Reason == KeyUnavailableReason.Timeout || !_retries.TrySpend())
                {
                    _backoff.Failed(branch);
                    throw;
                }
                var pause = Jitter.UpTo(TimeSpan.FromMilliseconds(Math.Min(FirstPause << retry, LongestPause)));
                KmsGuardLog.Retrying(logger, branch.KeyName, e.Reason, pause);
                await Task.Delay(pause, time, pausing).ConfigureAwait(false);
            }
        }
    }
}
