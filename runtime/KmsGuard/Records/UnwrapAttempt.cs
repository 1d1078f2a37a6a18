using System.Security.Cryptography;
using KmsGuard.Crypto;

namespace KmsGuard.Records;

/// <summary>Tells the data key of one record from others by the header's commitment, and keeps the cipher that the right one gave, so that the derivation runs once.</summary>
internal sealed class UnwrapAttempt(ParsedHeader header, byte[][] keyHashes)
{
    private Aead? _cipher;
    private bool _over;

    /// <summary>Whether the candidate derives the commitment in the header. May be called by another thread, and after the caller has given up.</summary>
    internal bool Accept(DataKeyLease candidate)
    {
        if (TryDerive(candidate) is not { } cipher)
            return false;
        Interlocked.Exchange(ref _cipher, cipher)?.Dispose();
        if (Volatile.Read(ref _over))
            Abandon();
        return true;
    }

    /// <summary>The record's cipher; a keyring that returns a key without having asked gets no further than one that has.</summary>
    internal Aead Finish(DataKeyLease dataKey)
    {
        Volatile.Write(ref _over, true);
        return Interlocked.Exchange(ref _cipher, null) ?? TryDerive(dataKey) ?? throw new CiphertextAuthenticationException();
    }

    /// <summary>Leaves no key behind when the unwrapping failed or was cancelled.</summary>
    internal void Abandon()
    {
        Volatile.Write(ref _over, true);
        Interlocked.Exchange(ref _cipher, null)?.Dispose();
    }

    private Aead? TryDerive(DataKeyLease candidate)
    {
        // HMAC pads its key with zeros: without this check a key and the same key with a zero appended would be one.
        if (candidate.Key.Length != RecordFormat1.DataKeySize)
            return null;
        Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputSize];
        try
        {
            // One of them at most can give the commitment: it is a collision-resistant function of the key hash.
            foreach (var keyHash in keyHashes)
            {
                RecordKeyDerivation.Derive(candidate, header.Flags, header.RecordId, keyHash, derived);
                if (CryptographicOperations.FixedTimeEquals(derived[Aead.KeySize..], header.Commitment))
                    return new Aead(derived[..Aead.KeySize]);
            }
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
