using System.Collections.Immutable;

namespace KmsGuard.Keyrings.Caching;

/// <summary>Whose data keys may serve whom: never across key names, contexts or suites.</summary>
internal readonly record struct CachePartition(string KeyName, EncryptionContext Context, int Suite);

/// <summary>One encrypted data key in its partition.</summary>
internal readonly record struct CachedEdk(CachePartition Partition, EncryptedDataKey Edk);

/// <summary>A whole list of encrypted data keys in its partition.</summary>
internal readonly struct CachedEdkList(CachePartition partition, ImmutableArray<EncryptedDataKey> edks) : IEquatable<CachedEdkList>
{
    private readonly CachePartition _partition = partition;
    private readonly ImmutableArray<EncryptedDataKey> _edks = edks;

    public bool Equals(CachedEdkList other) => _partition.Equals(other._partition) && _edks.AsSpan().SequenceEqual(other._edks.AsSpan());

    public override bool Equals(object? obj) => obj is CachedEdkList other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_partition);
        foreach (var edk in _edks)
            hash.Add(edk);
        return hash.ToHashCode();
    }
}
