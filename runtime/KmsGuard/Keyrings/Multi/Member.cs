using System.Collections.Immutable;
using KmsGuard.Telemetry;
using Microsoft.Extensions.Logging;

namespace KmsGuard.Keyrings.Multi;

/// <summary>A member with its time limit, and the memory that it lately could not be reached.</summary>
internal sealed class Member(MultiKeyringMember member, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    /// <summary>How long a member that did not answer is asked last, so that not every reading waits for it.</summary>
    private static readonly TimeSpan Avoided = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private long? _unreachableSince;
    private long? _warned;

    internal string Name => member.Name;

    internal IWrappingKeyring Keyring => member.Keyring;

    internal bool Serves(string keyName) => member.Serves(keyName);

    internal bool WasUnreachable
    {
        get
        {
            lock (_gate)
                return _unreachableSince is { } since && time.GetElapsedTime(since) < Avoided;
        }
    }

    internal Task<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken) =>
        CallAsync(token => Keyring.GenerateAsync(request, token), static lease => lease.Dispose(), cancellationToken);

    internal Task<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken) =>
        CallAsync(token => Keyring.UnwrapAsync(request, token), static lease => lease.Dispose(), cancellationToken);

    internal Task<ImmutableArray<EncryptedDataKey>> WrapAsync(DataKeyLease dataKey, DataKeyRequest request, CancellationToken cancellationToken)
    {
        return CallAsync(WrapOwnAsync, static _ => { }, cancellationToken);

        async ValueTask<ImmutableArray<EncryptedDataKey>> WrapOwnAsync(CancellationToken token)
        {
            // A lease of its own: leases are used by one thread at a time, and this call may go on after its caller has given up.
            ObjectDisposedException.ThrowIf(!dataKey.TryDuplicate(out var own), typeof(DataKeyLease));
            using (own)
                return await Keyring.WrapAsync(own, request, token).ConfigureAwait(false);
        }
    }

    private async Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, Action<T> discard, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Task<T>? running = null;
        try
        {
            running = call(either.Token).AsTask();
            var result = await running.WaitAsync(either.Token).ConfigureAwait(false);
            Reached();
            return result;
        }
        catch (OperationCanceledException e) when (either.IsCancellationRequested)
        {
            // Also for keyrings whose native call cannot be cancelled: it goes on alone, and what it brings is wiped.
            if (running is not null)
                _ = DiscardAsync(running, discard);
            cancellationToken.ThrowIfCancellationRequested();
            var late = new KeyUnavailableException(KeyUnavailableReason.Timeout, $"No answer within {timeout}.", e);
            NotReached(late);
            throw late;
        }
        catch (CiphertextAuthenticationException)
        {
            Reached();
            throw;
        }
        catch (KeyUnavailableException e) when (e.Reason != KeyUnavailableReason.NotConfigured)
        {
            NotReached(e);
            throw;
        }
    }

    private static async Task DiscardAsync<T>(Task<T> running, Action<T> discard)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully)
            discard(await running.ConfigureAwait(false));
        else
            _ = running.Exception;
    }

    private void Reached()
    {
        lock (_gate)
        {
            if (_unreachableSince is null)
                return;
            _unreachableSince = null;
        }
        KmsGuardLog.MemberBack(logger, Name);
    }

    private void NotReached(KeyUnavailableException error)
    {
        bool warn;
        lock (_gate)
        {
            _unreachableSince = time.GetTimestamp();
            // Now and then: one that stays down, or refuses one tenant of many, would fill the log; the meter counts every failure.
            warn = _warned is not { } last || time.GetElapsedTime(last) >= Avoided;
            if (warn)
                _warned = _unreachableSince;
        }
        if (warn)
            KmsGuardLog.MemberDown(logger, Name, error.Reason, error);
    }
}
