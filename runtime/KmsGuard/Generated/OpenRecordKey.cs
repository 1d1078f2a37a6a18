using System.ComponentModel;
using KmsGuard.Crypto;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>The key of one record, held open for several reads and gone on <see cref="Dispose"/>. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenRecordKey : IDisposable
{
    private const int ScratchSize = 512;

    private readonly object _gate = new();
    private readonly Block32 _identityHash;
    private Aead? _cipher;

    internal OpenRecordKey(Aead cipher, Block32 identityHash)
    {
        _cipher = cipher;
        _identityHash = identityHash;
    }

    /// <summary>Decrypts one field of the record. Thread-safe.</summary>
    /// <inheritdoc cref="FieldOpener.Open" path="/exception"/>
    /// <exception cref="ObjectDisposedException">The record was closed.</exception>
    public TValue Read<TRecord, TValue>(EncryptedField<TRecord, TValue> field, TRecord record)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(field);
        return Read(field, field.Read(record));
    }

    /// <summary>Wipes the key. Values already read stay the caller's.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _cipher?.Dispose();
            _cipher = null;
        }
    }

    internal TValue Read<TRecord, TValue>(EncryptedField<TRecord, TValue> field, ReadOnlyMemory<byte> stored)
        where TRecord : class
    {
        lock (_gate)
        {
            var opener = new FieldOpener(Cipher, new FieldAad(stackalloc byte[FieldAad.BufferSize], _identityHash), stackalloc byte[ScratchSize]);
            return opener.Open(field, stored);
        }
    }

    internal TModel ReadAll<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record)
        where TModel : class
        where TRecord : class
    {
        lock (_gate)
        {
            var opener = new FieldOpener(Cipher, new FieldAad(stackalloc byte[FieldAad.BufferSize], _identityHash), stackalloc byte[ScratchSize]);
            return schema.Decrypt(record, ref opener);
        }
    }

    internal void Reindex<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record, DataKeyLease indexRoot)
        where TModel : class
        where TRecord : class
    {
        lock (_gate)
        {
            var opener = new FieldOpener(Cipher, new FieldAad(stackalloc byte[FieldAad.BufferSize], _identityHash), stackalloc byte[ScratchSize]);
            schema.ComputeIndexes(record, ref opener, new FieldIndexer(indexRoot));
        }
    }

    internal ReadOnlyMemory<byte> Seal<TRecord, TValue>(EncryptedField<TRecord, TValue> field, TValue value, ReadOnlySpan<byte> iv)
        where TRecord : class
    {
        lock (_gate)
        {
            var sealer = new FieldSealer(Cipher, new FieldAad(stackalloc byte[FieldAad.BufferSize], _identityHash), iv, stackalloc byte[ScratchSize]);
            return sealer.Seal(field, value);
        }
    }

    private Aead Cipher => _cipher ?? throw new ObjectDisposedException(nameof(OpenRecordKey), "The record was closed; open it again to read it.");
}
