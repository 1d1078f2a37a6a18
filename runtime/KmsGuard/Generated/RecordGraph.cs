using System.ComponentModel;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>Models that refer to one another, encrypted or decrypted together: each once, however many refer to it. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RecordGraph
{
    private readonly RecordEncryptor _encryptor;
    private readonly EncryptionContext? _expected;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<object, object> _done = new(ReferenceEqualityComparer.Instance);

    /// <summary>What refers to others that are not done yet. A queue and no recursion: chains may be long.</summary>
    private readonly Queue<Func<ValueTask>> _open = new();

    internal RecordGraph(RecordEncryptor encryptor, EncryptionContext? expected, CancellationToken cancellationToken)
    {
        _encryptor = encryptor;
        _expected = expected;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The record of a model; null for null.</summary>
    /// <inheritdoc cref="RecordOperations.EncryptAsync" path="/exception"/>
    public async ValueTask<TRecord?> EncryptAsync<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TModel? model)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (model is null)
            return null;
        if (_done.TryGetValue(model, out var done))
            return (TRecord)done;
        var record = await RecordOperations.EncryptAloneAsync(_encryptor, schema, model, _cancellationToken).ConfigureAwait(false);
        _done.Add(model, record);
        if (schema.RefersToOthers)
            _open.Enqueue(() => schema.EncryptOthersAsync(model, record, this));
        return record;
    }

    /// <summary>The records of several models, in their order; null for null.</summary>
    /// <inheritdoc cref="RecordOperations.EncryptAsync" path="/exception"/>
    public async ValueTask<List<TRecord>?> EncryptListAsync<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, IEnumerable<TModel?>? models)
        where TModel : class
        where TRecord : class
    {
        if (models is null)
            return null;
        var records = new List<TRecord>();
        foreach (var model in models)
            records.Add((await EncryptAsync(schema, model).ConfigureAwait(false))!);
        return records;
    }

    /// <summary>The model of a record; null for null.</summary>
    /// <inheritdoc cref="RecordOperations.DecryptAsync" path="/exception"/>
    public async ValueTask<TModel?> DecryptAsync<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord? record)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (record is null)
            return null;
        if (_done.TryGetValue(record, out var done))
            return (TModel)done;
        if (_expected is not null)
            BoundRecord.RefuseOther(schema, record, _expected);
        var model = await RecordOperations.DecryptAloneAsync(_encryptor, schema, record, _cancellationToken).ConfigureAwait(false);
        _done.Add(record, model);
        if (schema.RefersToOthers)
            _open.Enqueue(() => schema.DecryptOthersAsync(record, model, this));
        return model;
    }

    /// <summary>The models of several records, in their order; null for null.</summary>
    /// <inheritdoc cref="RecordOperations.DecryptAsync" path="/exception"/>
    public async ValueTask<List<TModel>?> DecryptListAsync<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, IEnumerable<TRecord?>? records)
        where TModel : class
        where TRecord : class
    {
        if (records is null)
            return null;
        var models = new List<TModel>();
        foreach (var record in records)
            models.Add((await DecryptAsync(schema, record).ConfigureAwait(false))!);
        return models;
    }

    /// <summary>Puts models into a collection that cannot be replaced, in place of what its owner's constructor put there.</summary>
    public static void Fill<TModel>(ICollection<TModel>? collection, List<TModel>? models)
    {
        if (collection is null)
            return;
        collection.Clear();
        foreach (var model in models ?? [])
            collection.Add(model);
    }

    /// <summary>The items as a set; null for null.</summary>
    public static HashSet<T>? ToSet<T>(List<T>? items) => items is null ? null : [.. items];

    internal async ValueTask FinishAsync()
    {
        while (_open.TryDequeue(out var next))
            await next().ConfigureAwait(false);
    }
}
