using KmsGuard.Context;

namespace KmsGuard.Records;

/// <summary>The contexts that a model's records have lately had, with their key hashes: both are constant per model and context. Of fixed size: a context beyond it is computed anew.</summary>
internal sealed class PartitionCache(byte[][] purposes)
{
    private const int Size = 256;

    private readonly Partition?[] _partitions = new Partition?[Size];

    internal Partition Get(ReadOnlySpan<byte> canonicalContext)
    {
        var hash = new HashCode();
        hash.AddBytes(canonicalContext);
        ref var place = ref _partitions[hash.ToHashCode() & (Size - 1)];
        var found = Volatile.Read(ref place);
        if (found is not null && canonicalContext.SequenceEqual(found.Context.CanonicalArray))
            return found;
        found = new Partition(EncryptionContext.FromCanonical(canonicalContext), KeyHashes(canonicalContext));
        Volatile.Write(ref place, found);
        return found;
    }

    private byte[][] KeyHashes(ReadOnlySpan<byte> canonicalContext)
    {
        var hashes = new byte[purposes.Length][];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = RecordKeyDerivation.KeyHash(purposes[i], canonicalContext);
        return hashes;
    }
}

/// <summary>K of a record and its keyHash: for the present purpose, by which records are written, and then for the former ones.</summary>
internal sealed record Partition(EncryptionContext Context, byte[][] KeyHashes)
{
    private EncryptionContext? _indexContext;

    /// <summary>The same pairs, for the keys of indexes.</summary>
    internal EncryptionContext IndexContext(string keyName) => _indexContext ??= EncryptionContext.FromChecked(
    [
        .. Context.Where(pair => pair.Key != ContextPairs.UseKey),
        KeyValuePair.Create(ContextPairs.UseKey, "index/1:" + keyName),
    ]);
}
