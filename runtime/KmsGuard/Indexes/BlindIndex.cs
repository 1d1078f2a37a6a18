using System.Buffers;
using System.ComponentModel;
using System.Security.Cryptography;
using KmsGuard.Fields;
using KmsGuard.Generated;
using KmsGuard.Indexes;

namespace KmsGuard;

/// <summary>One blind index of an encrypted field.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
/// <typeparam name="TValue">The type of the plaintext value.</typeparam>
public abstract class BlindIndex<TRecord, TValue>
    where TRecord : class
{
    private const int StackBuffer = 512;

    private readonly FieldEncoding<TValue> _encoding;
    private readonly FieldNull _null;
    private readonly Func<TValue, TValue>? _normalize;
    private readonly byte[] _derivationInput;
    private readonly byte _encodingId;

    private protected BlindIndex(string purpose, string field, int version, int bits, FieldEncoding<TValue> encoding, FieldNull nullHandling, Func<TValue, TValue>? normalize)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, BlindIndexFormat.MaxBits);
        FieldPath = $"{purpose}.{field}";
        Version = version;
        Bits = bits;
        _encoding = encoding.ForIndexes;
        _null = nullHandling;
        _normalize = normalize;
        _derivationInput = BlindIndexFormat.DerivationInput(purpose, field, version);
        _encodingId = nullHandling == FieldNull.Authenticated ? (byte)(encoding.Id | EncodingId.PresenceBit) : encoding.Id;
    }

    /// <summary>As <see cref="BlindIndexAttribute.Version"/>.</summary>
    public int Version { get; }

    /// <summary>As <see cref="BlindIndexAttribute.Bits"/>.</summary>
    public int Bits { get; }

    /// <summary>Field and version, such as <c>customer.email index 1</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{FieldPath} index {Version}");

    /// <summary>Whether two values are one after normalization: tells, among the records that were found by an index, those that were looked for. Takes as long for values that nearly agree as for those that do not.</summary>
    /// <exception cref="ArgumentException">A text without a UTF-8 form, or one that the normalizer refuses.</exception>
    public bool Matches(TValue left, TValue right)
    {
        if (left is null || right is null)
            return left is null && right is null;
        byte[] leftInput = new byte[Prepare(ref left)], rightInput = new byte[Prepare(ref right)];
        try
        {
            Write(left, leftInput);
            Write(right, rightInput);
            return CryptographicOperations.FixedTimeEquals(leftInput, rightInput);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(leftInput);
            CryptographicOperations.ZeroMemory(rightInput);
        }
    }

    internal string FieldPath { get; }

    /// <summary>Refuses a value without an index, before any key is asked for.</summary>
    internal void Require(TValue value)
    {
        if (!HasIndex(value))
            throw new ArgumentException($"{FieldPath}: a null has no index. Query for the property that is null instead.", nameof(value));
        Prepare(ref value);
    }

    /// <summary>The index of a value; null for a null that is not stored.</summary>
    internal uint? Compute(DataKeyLease root, TValue value)
    {
        if (!HasIndex(value))
            return null;
        var size = Prepare(ref value);
        var rented = size > StackBuffer ? ArrayPool<byte>.Shared.Rent(size) : null;
        var input = rented is null ? stackalloc byte[StackBuffer] : rented;
        input = input[..size];
        try
        {
            Write(value, input);
            return BlindIndexFormat.Compute(root, _derivationInput, input, Bits);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Sets the record's property.</summary>
    internal abstract void Store(TRecord record, uint? index);

    private bool HasIndex(TValue value) => value is not null || _null == FieldNull.Authenticated;

    /// <summary>Normalizes a value and tells how much <see cref="Write"/> takes.</summary>
    private int Prepare(ref TValue value)
    {
        var size = _null == FieldNull.Authenticated ? 2 : 1;
        if (value is null)
            return size;
        try
        {
            if (_normalize is not null)
                value = _normalize(value) ?? throw new ArgumentException($"{FieldPath}: the normalizer of its index returned null.", nameof(value));
            return size + _encoding.Measure(value);
        }
        catch (System.Text.EncoderFallbackException e)
        {
            throw new ArgumentException($"{FieldPath} holds a lone surrogate, which has no UTF-8 form. Correct the text.", e);
        }
    }

    /// <summary>Encoding id, presence byte if there is one, encoded value.</summary>
    private void Write(TValue value, Span<byte> input)
    {
        input[0] = _encodingId;
        input = input[1..];
        if (_null == FieldNull.Authenticated)
        {
            input[0] = value is null ? (byte)0 : (byte)1;
            input = input[1..];
        }
        if (value is not null)
            _encoding.Encode(value, input);
    }
}

/// <summary>One blind index of an encrypted field, such as <c>EncryptedCustomer.Indexes.EmailIndex</c>. Made by the generator.</summary>
/// <typeparam name="TRecord">The generated record type.</typeparam>
/// <typeparam name="TValue">The type of the plaintext value.</typeparam>
/// <typeparam name="TIndex">The generated type of the index.</typeparam>
public sealed class BlindIndex<TRecord, TValue, TIndex> : BlindIndex<TRecord, TValue>, IIndexed<TRecord, TValue, TIndex>
    where TRecord : class
    where TIndex : struct, IBlindIndex<TIndex>
{
    private readonly Action<TRecord, TIndex?> _store;

    /// <summary>For generated code.</summary>
    /// <param name="purpose">The model's purpose.</param>
    /// <param name="field">The field's stable name.</param>
    /// <param name="encoding">How values become bytes.</param>
    /// <param name="nullHandling">What becomes of a null.</param>
    /// <param name="normalize">What is done to a value first, if anything.</param>
    /// <param name="store">Sets the record's property.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public BlindIndex(string purpose, string field, FieldEncoding<TValue> encoding, FieldNull nullHandling, Func<TValue, TValue>? normalize, Action<TRecord, TIndex?> store)
        : base(purpose, field, TIndex.Version, TIndex.Bits, encoding, nullHandling, normalize)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
    }

    BlindIndex<TRecord, TValue, TIndex> IIndexed<TRecord, TValue, TIndex>.Index => this;

    internal TIndex? Of(DataKeyLease root, TValue value) => Compute(root, value) is { } index ? TIndex.FromValue(index) : null;

    internal override void Store(TRecord record, uint? index) => _store(record, index is { } value ? TIndex.FromValue(value) : null);
}
