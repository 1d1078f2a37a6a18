namespace KmsGuard;

/// <summary>What <c>IndexAsync</c> takes: an indexed field, such as <c>EncryptedCustomer.Fields.Email</c>, or one of its indexes, such as <c>EncryptedCustomer.Indexes.EmailIndex2</c>.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
/// <typeparam name="TValue">The type of the plaintext value.</typeparam>
/// <typeparam name="TIndex">The generated type of the index.</typeparam>
public interface IIndexed<TRecord, TValue, TIndex>
    where TRecord : class
    where TIndex : struct, IBlindIndex<TIndex>
{
    /// <summary>The blind index that is meant.</summary>
    BlindIndex<TRecord, TValue, TIndex> Index { get; }
}
