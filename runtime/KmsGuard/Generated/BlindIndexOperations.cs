using System.ComponentModel;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>What the generated extension methods do for models with blind indexes. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class BlindIndexOperations
{
    /// <summary>The index of a value that is looked for.</summary>
    /// <param name="encryptor">The encryptor.</param>
    /// <param name="schema">The model's schema.</param>
    /// <param name="context">A record with the encryption context in which to look, and nothing else.</param>
    /// <param name="indexed">Which index.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    /// <exception cref="ArgumentException">A null that has no index, a text without a UTF-8 form, or one that the normalizer refuses; nothing was called.</exception>
    /// <exception cref="EncryptionContextException">A pair of the context is missing; nothing was called.</exception>
    /// <exception cref="InvalidOperationException">The encryptor has no keys for indexes.</exception>
    /// <exception cref="KeyUnavailableException">The index key cannot be had now.</exception>
    public static async ValueTask<TIndex> IndexAsync<TModel, TRecord, TValue, TIndex>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord context, IIndexed<TRecord, TValue, TIndex> indexed, TValue value, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
        where TIndex : struct, IBlindIndex<TIndex>
    {
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(indexed);
        var index = indexed.Index;
        index.Require(value);
        using var root = await RootAsync(encryptor, schema, context, cancellationToken).ConfigureAwait(false);
        return index.Of(root, value) ?? default;
    }

    /// <summary>Computes a record's blind indexes anew from its fields; the record is changed only after all are computed.</summary>
    /// <inheritdoc cref="RecordOperations.DecryptAsync" path="/exception"/>
    /// <exception cref="InvalidOperationException">The encryptor has no keys for indexes.</exception>
    public static async ValueTask ReindexAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        using var root = await RootAsync(encryptor, schema, record, cancellationToken).ConfigureAwait(false);
        using var key = await RecordOperations.OpenAsync(encryptor, schema, record, cancellationToken).ConfigureAwait(false);
        key.Reindex(schema, record, root);
    }

    internal static async ValueTask<TRecord> EncryptAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TModel model, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        schema.PlaintextSize(model);      // refuses what cannot be encrypted before the key service is called
        var bound = RecordOperations.Bind(schema, model);
        using var root = await RootAsync(encryptor, schema.Plan, bound.Partition, cancellationToken).ConfigureAwait(false);
        RecordOperations.RefuseChanged(schema, model, bound);
        return await RecordOperations.EncryptBoundAsync(encryptor, schema, model, bound, root, cancellationToken).ConfigureAwait(false);
    }

    internal static ValueTask<DataKeyLease> RootAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        schema = schema.For(encryptor);
        return RootAsync(encryptor, schema.Plan, BoundRecord.PartitionOf(schema, record), cancellationToken);
    }

    private static ValueTask<DataKeyLease> RootAsync(RecordEncryptor encryptor, SchemaPlan plan, Partition partition, CancellationToken cancellationToken) =>
        encryptor.IndexKeys is { } keys
            ? keys.IndexRootAsync(plan.KeyName, partition.IndexContext(plan.KeyName), cancellationToken)
            : throw new InvalidOperationException($"Model {plan.Context.Model} has blind indexes, whose keys are kept in a store of branch keys, and {encryptor.Keyring.GetType().Name} has none. Call AddHierarchy() or AddIndexKeys() after AddKmsGuard(), or give the RecordEncryptor a HierarchicalKeyring.");
}
