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
    private SchemaPlan? _plan;

    /// <summary>Keeps the options; they are checked when first used, so that an error is not hidden in a type initializer.</summary>
    protected RecordSchema(RecordSchemaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>Writes the encryption context's values, in the order of their keys.</summary>
    protected internal abstract void WriteContext(TModel model, ref PairWriter pairs);

    /// <inheritdoc cref="WriteContext(TModel, ref PairWriter)"/>
    protected internal abstract void WriteContext(TRecord record, ref PairWriter pairs);

    /// <summary>Writes the identity's values, in the order of their keys.</summary>
    protected internal abstract void WriteIdentity(TModel model, ref PairWriter pairs);

    /// <inheritdoc cref="WriteIdentity(TModel, ref PairWriter)"/>
    protected internal abstract void WriteIdentity(TRecord record, ref PairWriter pairs);

    /// <summary>How many bytes of plaintext the model's fields have.</summary>
    protected internal abstract long Measure(TModel model);

    /// <summary>The record's header.</summary>
    protected internal abstract RecordHeader GetHeader(TRecord record);

    /// <summary>A new record with every field encrypted.</summary>
    protected internal abstract TRecord Seal(TModel model, RecordHeader header, ref FieldSealer sealer);

    /// <summary>A new model with every field decrypted.</summary>
    protected internal abstract TModel Open(TRecord record, ref FieldOpener opener);

    /// <summary>Copies header, fields and clear properties onto another record of the same context and identity.</summary>
    protected internal abstract void Apply(TRecord source, TRecord target);

    internal SchemaPlan Plan => _plan ??= new SchemaPlan(_options, typeof(TModel).Name);
}
