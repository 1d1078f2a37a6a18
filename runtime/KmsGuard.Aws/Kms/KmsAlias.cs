using Amazon.KeyManagementService.Model;

namespace KmsGuard.Aws.Kms;

/// <summary>Which key an alias points to: asked once by many at a time, and again only when the last answer has aged.</summary>
internal sealed class KmsAlias(KmsKey alias, KmsCalls calls)
{
    /// <summary>What data names cannot make calls more often than this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private KmsKey? _target;
    private long _seenAt;
    private Task<KmsKey>? _asking;

    /// <summary>The last answer, however old.</summary>
    internal KmsKey? LastTarget
    {
        get
        {
            lock (_gate)
                return _target;
        }
    }

    /// <summary>Which key answered a call that named the alias.</summary>
    internal KmsKey Saw(KmsKeyArn target)
    {
        lock (_gate)
        {
            _seenAt = calls.Time.GetTimestamp();
            return _target = _target?.Id == target.Text ? _target : alias.For(target);
        }
    }

    /// <summary>The key that the alias points to, known since half a minute at most.</summary>
    internal Task<KmsKey> TargetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_target is not null && calls.Time.GetElapsedTime(_seenAt) < Fresh)
                return Task.FromResult(_target);
            if (_asking is null || _asking.IsCompleted)
            {
                _asking = AskAsync();
                // Everybody may have gone by the time it fails: that is no unobserved exception of the application.
                _ = _asking.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            return _asking.WaitAsync(cancellationToken);
        }
    }

    private async Task<KmsKey> AskAsync()
    {
        // Out of the lock: a client may do much before its first await.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var target = await calls.MakeAsync(
            operation: null,
            alias.Label,
            token => alias.Client.DescribeKeyAsync(new DescribeKeyRequest { KeyId = alias.Id, GrantTokens = alias.GrantTokens }, token),
            answer => KmsKeyArn.TryParse(answer.KeyMetadata?.Arn, out var arn) ? arn : throw calls.WrongAnswer(alias.Label, answered: null),
            CancellationToken.None).ConfigureAwait(false);
        return Saw(target);
    }
}
