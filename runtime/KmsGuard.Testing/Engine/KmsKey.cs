namespace KmsGuard.Testing.Engine;

/// <summary>A KMS key in one Region.</summary>
internal sealed class KmsKey(KeyFamily family, string account, string region, DateTimeOffset created)
{
    internal KeyFamily Family { get; } = family;

    internal string KeyId => Family.KeyId;

    internal string Account { get; } = account;

    internal string Region { get; } = region;

    internal string Arn { get; } = $"arn:aws:kms:{region}:{account}:key/{family.KeyId}";

    internal DateTimeOffset Created { get; } = created;

    internal string Description { get; set; } = "";

    internal bool Enabled { get; set; } = true;

    internal DateTimeOffset? DeletionDate { get; set; }

    internal bool IsPrimary => Family.PrimaryRegion == Region;

    /// <summary>API_KeyMetadata, KeyState.</summary>
    internal string State => DeletionDate is not null ? "PendingDeletion" : Enabled ? "Enabled" : "Disabled";

    /// <summary>For every operation that the key state table of the developer guide refuses on a key that waits for its deletion (note 3).</summary>
    internal void MustNotBePendingDeletion()
    {
        if (State is "PendingDeletion")
            throw KmsError.InvalidState($"{Arn} is pending deletion.");
    }

    /// <summary>For cryptographic operations and the others with notes 1 and 3 in the key state table.</summary>
    internal void MustBeEnabled()
    {
        MustNotBePendingDeletion();
        if (!Enabled)
            throw new KmsError("DisabledException", $"{Arn} is disabled.");
    }
}
