using KmsGuard;

namespace Strict;

/// <summary>What kind of account it is.</summary>
public enum AccountKind
{
    /// <summary>For payments.</summary>
    Current,

    /// <summary>For savings.</summary>
    Savings,
}

/// <summary>An account, with a field of nearly every type.</summary>
[EncryptedModel("account", KeyName = "pii")]
public sealed class Account
{
    /// <summary>Whose account it is.</summary>
    [EncryptionContext("tenant")]
    public required string TenantId { get; init; }

    /// <summary>Which account it is.</summary>
    [RecordIdentity("id")]
    public required Guid Id { get; init; }

    /// <summary>The owner.</summary>
    [Encrypted("owner")]
    public required string Owner { get; set; }

    /// <summary>The kind.</summary>
    [Encrypted("kind")]
    public AccountKind Kind { get; set; }

    /// <summary>The balance.</summary>
    [Encrypted("balance")]
    public decimal Balance { get; set; }

    /// <summary>The limit, if there is one.</summary>
    [Encrypted("limit", AuthenticateNull = true)]
    public long? Limit { get; set; }

    /// <summary>When it was opened.</summary>
    [Encrypted("opened")]
    public DateTimeOffset Opened { get; set; }

    /// <summary>The scanned application.</summary>
    [Encrypted("scan")]
    public required byte[] Scan { get; set; }

    /// <summary>The branch, in the clear.</summary>
    public string? Branch { get; set; }
}
