using System.Collections.Concurrent;
using System.ComponentModel;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>How a model becomes an encrypted record and back. Implemented by generated code, one for each model.</summary>
/// <typeparam name="TModel">The annotated model.</typeparam>
/// <typeparam name="TRecord">The generated record type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RecordSchema<TModel, TRecord>
    where TModel : class
    where TRecord : class
{
    private readonly RecordSchemaOptions _options;
    private readonly ConcurrentDictionary<string, RecordSchema<TModel, TRecord>>? _byKeyName;
    private SchemaPlan? _plan;

    /// <summary>Keeps the options; they are checked when first used, so that an error is not hidden in a type initializer.</summary>
    protected RecordSchema(RecordSchemaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _byKeyName = options.KeyByClassification ? new(StringComparer.Ordinal) : null;
    }

    /// <summary>Writes the encryption context's values, in the order of their keys.</summary>
    protected abstract void WriteContext(TModel model, ref PairWriter pairs);

    /// <inheritdoc cref="WriteContext(TModel, ref PairWriter)"/>
    protected abstract void WriteContext(TRecord record, ref PairWriter pairs);

    /// <summary>Writes the identity's values, in the order of their keys.</summary>
    protected abstract void WriteIdentity(TModel model, ref PairWriter pairs);

    /// <inheritdoc cref="WriteIdentity(TModel, ref PairWriter)"/>
    protected abstract void WriteIdentity(TRecord record, ref PairWriter pairs);

    /// <summary>How many bytes of plaintext the model's fields have.</summary>
    protected abstract long Measure(TModel model);

    /// <summary>The record's header.</summary>
    protected abstract RecordHeader GetHeader(TRecord record);

    /// <summary>A new record with every field encrypted.</summary>
    protected abstract TRecord Seal(TModel model, RecordHeader header, ref FieldSealer sealer);

    /// <summary>A new model with every field decrypted.</summary>
    protected abstract TModel Open(TRecord record, ref FieldOpener opener);

    /// <summary>Copies header, fields and clear properties onto another record of the same context and identity.</summary>
    protected abstract void Apply(TRecord source, TRecord target);

    /// <summary>Computes the record's blind indexes anew, and sets them when all are computed. Nothing for a model without any.</summary>
    protected virtual void Reindex(TRecord record, ref FieldOpener opener, FieldIndexer indexer)
    {
    }

    /// <summary>Whether the model has properties of other annotated models, which are records of their own.</summary>
    protected virtual bool HasNavigations => false;

    /// <summary>Encrypts the other models that a model refers to, and has its record refer to theirs.</summary>
    protected virtual ValueTask EncryptNavigationsAsync(TModel model, TRecord record, RecordGraph graph) => default;

    /// <summary>The way back.</summary>
    protected virtual ValueTask DecryptNavigationsAsync(TRecord record, TModel model, RecordGraph graph) => default;

    // For the runtime. The members above are not `protected internal`, because an override of those must be spelled otherwise in an assembly that sees the runtime's internals.
    internal void PutContext(TModel model, ref PairWriter pairs) => WriteContext(model, ref pairs);

    internal void PutContext(TRecord record, ref PairWriter pairs) => WriteContext(record, ref pairs);

    internal void PutIdentity(TModel model, ref PairWriter pairs) => WriteIdentity(model, ref pairs);

    internal void PutIdentity(TRecord record, ref PairWriter pairs) => WriteIdentity(record, ref pairs);

    internal long PlaintextSize(TModel model) => Measure(model);

    internal RecordHeader HeaderOf(TRecord record) => GetHeader(record);

    internal TRecord Encrypt(TModel model, RecordHeader header, ref FieldSealer sealer) => Seal(model, header, ref sealer);

    internal TModel Decrypt(TRecord record, ref FieldOpener opener) => Open(record, ref opener);

    internal bool RefersToOthers => HasNavigations;

    internal ValueTask EncryptOthersAsync(TModel model, TRecord record, RecordGraph graph) => EncryptNavigationsAsync(model, record, graph);

    internal ValueTask DecryptOthersAsync(TRecord record, TModel model, RecordGraph graph) => DecryptNavigationsAsync(record, model, graph);

    internal void Copy(TRecord source, TRecord target) => Apply(source, target);

    internal void ComputeIndexes(TRecord record, ref FieldOpener opener, FieldIndexer indexer) => Reindex(record, ref opener, indexer);

    /// <summary>The same schema, under the key name that the encryptor has for its classification.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    internal RecordSchema<TModel, TRecord> For(RecordEncryptor encryptor) =>
        _byKeyName is null ? this : Under(encryptor.KeyNameOf(_options.KeyName, typeof(TModel).Name));

    /// <summary>The same schema to read pairs by, for which the key name is of no matter.</summary>
    internal RecordSchema<TModel, TRecord> ForPairs() => _byKeyName is null || _plan is not null ? this : Under(_options.KeyName);

    internal SchemaPlan Plan => _plan ??= _byKeyName is null
        ? new SchemaPlan(_options, typeof(TModel).Name)
        : throw new InvalidOperationException($"Model {typeof(TModel).Name}: the key name was not looked up.");

    private RecordSchema<TModel, TRecord> Under(string keyName) => _byKeyName!.GetOrAdd(
        keyName,
        static (name, schema) =>
        {
            var copy = (RecordSchema<TModel, TRecord>)schema.MemberwiseClone();
            copy._plan = new SchemaPlan(schema._options, typeof(TModel).Name, name);
            return copy;
        },
        this);
}
