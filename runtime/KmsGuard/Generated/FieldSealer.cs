using System.Buffers;
using System.ComponentModel;
using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>Encrypts the fields of one record under its record key. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FieldSealer
{
    private readonly Aead _cipher;
    private readonly FieldAad _aad;
    private readonly Span<byte> _scratch;
    private readonly DataKeyLease _indexRoot;
    private ReadOnlySpan<byte> _ivs;

    internal FieldSealer(Aead cipher, FieldAad aad, ReadOnlySpan<byte> ivs, Span<byte> scratch, DataKeyLease indexRoot = default)
    {
        _indexRoot = indexRoot;
        _cipher = cipher;
        _aad = aad;
        _ivs = ivs;
        _scratch = scratch;
    }

    /// <summary>Computes the blind indexes of the same record; only for a schema that says <see cref="RecordSchemaOptions.HasIndexes"/>.</summary>
    public readonly FieldIndexer Indexer => new(_indexRoot);

    /// <summary>IV (12) || ciphertext || tag (16); empty for a null that has no ciphertext.</summary>
    /// <exception cref="ArgumentException">A null where none is allowed, or a text without a UTF-8 form.</exception>
    public ReadOnlyMemory<byte> Seal<TRecord, TValue>(EncryptedField<TRecord, TValue> field, TValue value)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.IsClearNull(value))
            return default;

        var iv = _ivs[..Aead.IvSize];
        _ivs = _ivs[Aead.IvSize..];      // never twice: the next field takes the next one
        var size = field.Measure(value);
        var rented = size > _scratch.Length ? ArrayPool<byte>.Shared.Rent(size) : null;
        var plaintext = (rented ?? _scratch)[..size];
        try
        {
            field.Encode(value, plaintext);
            var stored = GC.AllocateUninitializedArray<byte>(RecordFormat1.FieldOverhead + size);
            iv.CopyTo(stored);
            _cipher.Seal(iv, plaintext, stored.AsSpan(Aead.IvSize), _aad.For(field.AadTail));
            return stored;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
