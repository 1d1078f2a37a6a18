using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Engine;

/// <summary>A KMS key in one Region.</summary>
internal sealed class KmsKey(KeyFamily family, string account, string region, DateTimeOffset created, string policy)
{
    internal KeyFamily Family { get; } = family;

    internal string KeyId => Family.KeyId;

    internal string Account { get; } = account;

    internal string Region { get; } = region;

    internal string Arn { get; } = $"arn:aws:kms:{region}:{account}:key/{family.KeyId}";

    internal DateTimeOffset Created { get; } = created;

    internal string Description { get; set; } = "";

    internal bool Enabled { get; set; } = true;

    /// <summary>The waiting period, once deletion is scheduled.</summary>
    internal int? DeletionDays { get; set; }

    /// <summary>When it will be gone. Of a multi-Region primary key not known before its last replica is gone.</summary>
    internal DateTimeOffset? DeletionDate { get; set; }

    /// <summary>As it was given.</summary>
    internal string PolicyText { get; private set; } = policy;

    internal PolicyDocument Policy { get; private set; } = KeyPolicies.Parse(policy);

    internal SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    internal List<KmsGrant> Grants { get; } = [];

    internal KeyUse? LastUse { get; set; }

    internal bool IsPrimary => Family.PrimaryRegion == Region;

    /// <summary>API_KeyMetadata, KeyState.</summary>
    internal string State =>
        DeletionDate is not null ? "PendingDeletion"
        : DeletionDays is not null ? "PendingReplicaDeletion"
        : Enabled ? "Enabled"
        : "Disabled";

    internal void SetPolicy(string text, PolicyDocument policy)
    {
        PolicyText = text;
        Policy = policy;
    }

    /// <summary>For every operation that the key state table of the developer guide refuses on a key that waits for its deletion (note 3).</summary>
    internal void MustNotBePendingDeletion()
    {
        if (DeletionDays is not null)
            throw KmsError.InvalidState($"{Arn} is pending {(DeletionDate is null ? "replica deletion" : "deletion")}.");
    }

    /// <summary>For cryptographic operations and the others with notes 1 and 3 in the key state table.</summary>
    internal void MustBeEnabled()
    {
        MustNotBePendingDeletion();
        if (!Enabled)
            throw new KmsError("DisabledException", $"{Arn} is disabled.");
    }
}
