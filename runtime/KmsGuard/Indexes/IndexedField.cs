using System.ComponentModel;
using KmsGuard.Generated;

namespace KmsGuard;

/// <summary>An encrypted field with a blind index: what to name to compute the index of a value that is looked for. Made by the generator.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
/// <typeparam name="TValue">The type of the plaintext value.</typeparam>
/// <typeparam name="TIndex">The generated type of the index, of the lowest version if there are several.</typeparam>
public sealed class IndexedField<TRecord, TValue, TIndex> : EncryptedField<TRecord, TValue>, IIndexed<TRecord, TValue, TIndex>
    where TRecord : class
    where TIndex : struct, IBlindIndex<TIndex>
{
    /// <summary>For generated code.</summary>
    /// <param name="purpose">The model's purpose.</param>
    /// <param name="name">The field's stable name.</param>
    /// <param name="encoding">How values become bytes.</param>
    /// <param name="nullHandling">What becomes of a null.</param>
    /// <param name="read">The stored bytes.</param>
    /// <param name="write">Stores the bytes.</param>
    /// <param name="index">The index of the lowest version.</param>
    /// <param name="further">Those of the other versions.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IndexedField(string purpose, string name, FieldEncoding<TValue> encoding, FieldNull nullHandling, Func<TRecord, ReadOnlyMemory<byte>> read, Action<TRecord, ReadOnlyMemory<byte>> write, BlindIndex<TRecord, TValue, TIndex> index, params BlindIndex<TRecord, TValue>[] further)
        : base(purpose, name, encoding, nullHandling, read, write)
    {
        ArgumentNullException.ThrowIfNull(index);
        Index = index;
        Indexes = [index, .. further];
    }

    /// <summary>The field's blind index; of the lowest version if there are several.</summary>
    public BlindIndex<TRecord, TValue, TIndex> Index { get; }

    /// <inheritdoc cref="BlindIndex{TRecord, TValue}.Matches"/>
    public bool Matches(TValue left, TValue right) => Index.Matches(left, right);

    internal override BlindIndex<TRecord, TValue>[] Indexes { get; }
}
