using Amazon.KeyManagementService.Model;

namespace KmsGuard.Aws.Kms;

/// <summary>Which key an alias points to: asked once by many at a time, and again only when the last answer has aged.</summary>
internal sealed class KmsAlias(KmsKey alias, KmsCalls calls, TimeProvider time)
{
    /// <summary>What data names cannot make calls more often than this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private KmsKeyArn? _target;
    private long _seenAt;
    private Task<KmsKeyArn>? _asking;

    /// <summary>The last answer, however old.</summary>
    internal KmsKeyArn? LastTarget
    {
        get
        {
            lock (_gate)
                return _target;
        }
    }

    /// <summary>Which key answered a call that named the alias.</summary>
    internal void Saw(KmsKeyArn target)
    {
        lock (_gate)
        {
            _target = target;
            _seenAt = time.GetTimestamp();
        }
    }

    /// <summary>The key that the alias points to, known since half a minute at most.</summary>
    internal Task<KmsKeyArn> TargetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_target is not null && time.GetElapsedTime(_seenAt) < Fresh)
                return Task.FromResult(_target);
            if (_asking is null || _asking.IsCompleted)
                _asking = AskAsync();
            return _asking.WaitAsync(cancellationToken);
        }
    }

    private async Task<KmsKeyArn> AskAsync()
    {
        var target = await calls.MakeAsync(
            operation: null,
            alias.Id,
            token => alias.Client.DescribeKeyAsync(new DescribeKeyRequest { KeyId = alias.Id, GrantTokens = alias.GrantTokens }, token),
            answer => KmsKeyArn.TryParse(answer.KeyMetadata?.Arn, out var arn) ? arn : throw calls.WrongAnswer(alias.Id, answered: null),
            CancellationToken.None).ConfigureAwait(false);
        Saw(target);
        return target;
    }
}
