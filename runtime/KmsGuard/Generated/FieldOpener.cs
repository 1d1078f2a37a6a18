using System.Buffers;
using System.ComponentModel;
using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>Decrypts the fields of one record under its record key. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FieldOpener
{
    private readonly Aead _cipher;
    private readonly FieldAad _aad;
    private readonly Span<byte> _scratch;

    internal FieldOpener(Aead cipher, FieldAad aad, Span<byte> scratch)
    {
        _cipher = cipher;
        _aad = aad;
        _scratch = scratch;
    }

    /// <summary>The value of a field.</summary>
    /// <exception cref="CiphertextFormatException">The ciphertext is absent or cut short, or was written as another type.</exception>
    /// <exception cref="CiphertextAuthenticationException">The ciphertext is not this field's of this record.</exception>
    public readonly TValue Open<TRecord, TValue>(EncryptedField<TRecord, TValue> field, ReadOnlyMemory<byte> stored)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(field);
        if (stored.IsEmpty)
            return field.DecodeAbsent();
        var size = stored.Length - RecordFormat1.FieldOverhead;
        if (size < 0)
            throw new CiphertextFormatException($"{field.Path} has {stored.Length} bytes, fewer than the {RecordFormat1.FieldOverhead} that the shortest ciphertext has: it was cut.");

        var rented = size > _scratch.Length ? ArrayPool<byte>.Shared.Rent(size) : null;
        var plaintext = (rented ?? _scratch)[..size];
        try
        {
            foreach (var form in field.ReadForms)
            {
                if (_cipher.TryOpen(stored.Span[..Aead.IvSize], stored.Span[Aead.IvSize..], plaintext, _aad.For(form.AadTail)))
                    return field.Decode(plaintext, form.IsPadded);
            }
            throw new CiphertextAuthenticationException();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
