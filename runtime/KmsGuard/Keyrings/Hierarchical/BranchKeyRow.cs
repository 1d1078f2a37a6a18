namespace KmsGuard;

/// <summary>One version of a branch key, as a store keeps it. Nothing in it is secret; what counts is authenticated by the key service when the key is opened.</summary>
public sealed class BranchKeyRow
{
    /// <summary>Most characters that <see cref="KeyName"/> has.</summary>
    public const int MaxKeyNameLength = 128;

    /// <summary>How many characters <see cref="Partition"/> has.</summary>
    public const int PartitionLength = 64;

    /// <summary>Which key name, use and encryption context the branch key is for: SHA-256 of them, in 64 lower-case hexadecimal digits. First part of the row's key.</summary>
    public required string Partition { get; init; }

    /// <summary>Versions count from 1; the highest is the one that encrypts. Second part of the row's key.</summary>
    public required int Version { get; init; }

    /// <summary>The branch, random. It stays in a rotation; a branch that is made again after its deletion has another.</summary>
    public required Guid BranchId { get; init; }

    /// <summary>The logical key name; for whoever looks at the store.</summary>
    public required string KeyName { get; init; }

    /// <summary>What the key is for; for whoever looks at the store.</summary>
    public required BranchKeyUsage Usage { get; init; }

    /// <summary>When this version was made: UTC, whole seconds. It is authenticated, so a store gives back exactly what it was given.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The branch key under the key-encryption keys: count and encrypted data keys as in a record header, at most 12,849 bytes. Empty when the version was deleted.</summary>
    public required ReadOnlyMemory<byte> WrappedKey { get; init; }

    /// <summary>Whether the version was deleted: this row stays, so that the version never comes back.</summary>
    public bool IsDeleted => WrappedKey.IsEmpty;

    /// <summary>The same row with another wrapped key.</summary>
    public BranchKeyRow WithWrappedKey(ReadOnlyMemory<byte> wrappedKey) => new()
    {
        Partition = Partition,
        Version = Version,
        BranchId = BranchId,
        KeyName = KeyName,
        Usage = Usage,
        Created = Created,
        WrappedKey = wrappedKey,
    };
}
