using System.Collections.Immutable;

namespace KmsGuard;

/// <summary>Which encrypted data keys to open, and how to tell the right one.</summary>
/// <param name="KeyName">The logical key name: which configured keys may be used.</param>
/// <param name="Context">The encryption context that the encrypted data keys are bound to.</param>
/// <param name="Suite">The algorithm suite that will use the key (docs/formats.md). Data keys of different suites are never shared.</param>
/// <param name="EncryptedDataKeys">The encrypted data keys, in the order stored.</param>
/// <param name="Accept">Whether a candidate is the data key meant: checks its length and the stored key commitment. The lease stays the caller's; must not be kept.</param>
public readonly record struct UnwrapRequest(string KeyName, EncryptionContext Context, int Suite, ImmutableArray<EncryptedDataKey> EncryptedDataKeys, Func<DataKeyLease, bool> Accept)
{
    /// <summary>Asks <see cref="Accept"/>, and disposes a candidate that is not taken or about which it throws. For authors of keyrings.</summary>
    /// <returns>Whether the candidate is the data key meant: return it from <see cref="IKeyring.UnwrapAsync"/>.</returns>
    public bool Judge(DataKeyLease candidate)
    {
        var accepted = false;
        try
        {
            return accepted = Accept(candidate);
        }
        finally
        {
            if (!accepted)
                candidate.Dispose();
        }
    }
}
