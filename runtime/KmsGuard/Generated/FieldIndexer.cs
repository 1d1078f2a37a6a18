using System.ComponentModel;

namespace KmsGuard.Generated;

/// <summary>Computes the blind indexes of one record. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct FieldIndexer
{
    private readonly DataKeyLease _root;

    internal FieldIndexer(DataKeyLease root) => _root = root;

    /// <summary>The index of a value; null for a null that has no ciphertext.</summary>
    /// <exception cref="ArgumentException">A text without a UTF-8 form, or one that the normalizer refuses.</exception>
    public TIndex? Of<TRecord, TValue, TIndex>(BlindIndex<TRecord, TValue, TIndex> index, TValue value)
        where TRecord : class
        where TIndex : struct, IBlindIndex<TIndex>
    {
        ArgumentNullException.ThrowIfNull(index);
        return index.Of(_root, value);
    }
}
