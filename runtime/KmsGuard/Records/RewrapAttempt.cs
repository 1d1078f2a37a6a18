using System.Collections.Immutable;

namespace KmsGuard.Records;

/// <summary>Tells the data key of one record by the header's commitment while it is wrapped anew, and remembers under which encrypted data keys it was shown.</summary>
internal sealed class RewrapAttempt(ParsedHeader header, byte[][] keyHashes)
{
    private readonly HashSet<EncryptedDataKey> _accepted = [];

    /// <summary>Whether the candidate derives the commitment in the header. May be called by several threads.</summary>
    internal bool Accept(DataKeyLease candidate)
    {
        var attempt = new UnwrapAttempt(header, keyHashes);
        if (!attempt.Accept(candidate))
            return false;
        attempt.Abandon();
        // Of several together only one was opened.
        if (candidate.EncryptedDataKeys is [var edk])
        {
            lock (_accepted)
                _accepted.Add(edk);
        }
        return true;
    }

    /// <summary>Whether each of these was shown, and accepted.</summary>
    internal bool HasAccepted(ImmutableArray<EncryptedDataKey> edks)
    {
        lock (_accepted)
            return !edks.IsDefaultOrEmpty && edks.All(_accepted.Contains);
    }
}
