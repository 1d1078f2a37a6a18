using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Keys;
using KmsGuard.Records;

namespace KmsGuard.Generated;

/// <summary>What the generated extension methods do. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RecordOperations
{
    private const int ScratchSize = 512;
    private const int MaxStackRandom = 1024;

    /// <summary>Encrypts a model into a new record with a new record id.</summary>
    /// <exception cref="EncryptionContextException">A pair is missing; nothing was called.</exception>
    /// <exception cref="ArgumentException">The model is of a derived class, or a required value is null.</exception>
    /// <exception cref="KeyUnavailableException">No data key can be had.</exception>
    public static ValueTask<TRecord> EncryptAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TModel model, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!schema.RefersToOthers)
            return EncryptAloneAsync(encryptor, schema, model, cancellationToken);
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(model);
        return All(new RecordGraph(encryptor, expected: null, cancellationToken), schema, model);

        static async ValueTask<TRecord> All(RecordGraph graph, RecordSchema<TModel, TRecord> schema, TModel model)
        {
            var record = await graph.EncryptAsync(schema, model).ConfigureAwait(false);
            await graph.FinishAsync().ConfigureAwait(false);
            return record!;
        }
    }

    /// <summary>Encrypts a model without those that it refers to.</summary>
    internal static ValueTask<TRecord> EncryptAloneAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TModel model, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(schema);
        RefuseDerived(model);
        schema = schema.For(encryptor);
        return schema.Plan.HasIndexes
            ? BlindIndexOperations.EncryptAsync(encryptor, schema, model, cancellationToken)
            : EncryptBoundAsync(encryptor, schema, model, Bind(schema, model), indexRoot: default, cancellationToken);
    }

    /// <summary>The same with what the model is bound to, and the root of the index keys, which stays the caller's.</summary>
    internal static ValueTask<TRecord> EncryptBoundAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TModel model, BoundRecord bound, DataKeyLease indexRoot, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        var request = new DataKeyRequest(schema.Plan.KeyName, bound.KeyringContext, RecordFormat1.Suite, Records: 1, schema.PlaintextSize(model));
        var pending = encryptor.Keyring.GenerateAsync(request, cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<TRecord>(Seal(schema, model, bound, pending.Result, indexRoot))
            : Await(schema, model, bound, pending, indexRoot);

        static async ValueTask<TRecord> Await(RecordSchema<TModel, TRecord> schema, TModel model, BoundRecord bound, ValueTask<DataKeyLease> pending, DataKeyLease indexRoot)
        {
            using var dataKey = await pending.ConfigureAwait(false);
            RefuseChanged(schema, model, bound);
            return Seal(schema, model, bound, dataKey, indexRoot);
        }
    }

    internal static BoundRecord Bind<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TModel model)
        where TModel : class
        where TRecord : class => BoundRecord.OfModel(schema, model, schema.Plan.Flags == RecordFormat1.IdentityInKeyring);

    /// <summary>After a wait: otherwise the record would bear the new values, and fields that are bound to the old ones.</summary>
    internal static void RefuseChanged<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TModel model, BoundRecord bound)
        where TModel : class
        where TRecord : class
    {
        if (!bound.IsSameAs(Bind(schema, model)))
            throw new InvalidOperationException($"Model {typeof(TModel).Name}: the encryption context or identity was changed while the data key was awaited. Change a model only when its encryption has ended.");
    }

    /// <summary>Decrypts a whole record.</summary>
    /// <param name="encryptor">The encryptor.</param>
    /// <param name="schema">The model's schema.</param>
    /// <param name="record">The record as stored.</param>
    /// <param name="expected">What the caller knows of the record, or <see langword="null"/>: a record with other values is refused.</param>
    /// <param name="cancellationToken">Ends the wait for the key service.</param>
    /// <exception cref="EncryptionContextException">A pair is missing, or one that is expected is not bound by the model.</exception>
    /// <exception cref="CiphertextFormatException">Header or a field is absent, cut, or of an unknown version.</exception>
    /// <exception cref="CiphertextAuthenticationException">Header or a field was changed or moved, or the record is not the one expected.</exception>
    /// <exception cref="KeyUnavailableException">The data key cannot be opened now.</exception>
    public static ValueTask<TModel> DecryptAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, EncryptionContext? expected, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        if (expected is not null)
            RefuseUnexpected(schema, record, expected);
        if (!schema.RefersToOthers)
            return DecryptAloneAsync(encryptor, schema, record, cancellationToken);
        ArgumentNullException.ThrowIfNull(encryptor);
        return All(new RecordGraph(encryptor, expected is null ? null : BoundRecord.ContextOf(schema, expected), cancellationToken), schema, record);

        static async ValueTask<TModel> All(RecordGraph graph, RecordSchema<TModel, TRecord> schema, TRecord record)
        {
            var model = await graph.DecryptAsync(schema, record).ConfigureAwait(false);
            await graph.FinishAsync().ConfigureAwait(false);
            return model!;
        }
    }

    /// <summary>Decrypts a record without those that it refers to.</summary>
    internal static ValueTask<TModel> DecryptAloneAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        var pending = OpenAsync(encryptor, schema, record, cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<TModel>(ReadAll(schema, record, pending.Result))
            : Await(schema, record, pending);

        static async ValueTask<TModel> Await(RecordSchema<TModel, TRecord> schema, TRecord record, ValueTask<OpenRecordKey> pending) =>
            ReadAll(schema, record, await pending.ConfigureAwait(false));

        static TModel ReadAll(RecordSchema<TModel, TRecord> schema, TRecord record, OpenRecordKey key)
        {
            using (key)
                return key.ReadAll(schema, record);
        }
    }

    /// <summary>Decrypts one field of a record; nothing else is opened.</summary>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    public static ValueTask<TValue> DecryptFieldAsync<TModel, TRecord, TValue>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, EncryptedField<TRecord, TValue> field, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(record);
        return DecryptFieldAsync(encryptor, schema, record, field, field.Read(record), cancellationToken);
    }

    /// <summary>Decrypts one field whose ciphertext came from elsewhere than the record, such as a projection.</summary>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    public static async ValueTask<TValue> DecryptFieldAsync<TModel, TRecord, TValue>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, EncryptedField<TRecord, TValue> field, ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(field);
        if (ciphertext.IsEmpty)
            return field.DecodeAbsent();
        using var key = await OpenAsync(encryptor, schema, record, cancellationToken).ConfigureAwait(false);
        return key.Read(field, ciphertext);
    }

    /// <summary>Encrypts a new value into one field, under the record's present key; the record is changed only after the encryption succeeded.</summary>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    /// <exception cref="ArgumentException">The value is null and the field is not nullable.</exception>
    /// <exception cref="InvalidOperationException">The record got another header while its key was awaited.</exception>
    public static async ValueTask SetFieldAsync<TModel, TRecord, TValue>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, EncryptedField<TRecord, TValue> field, TValue value, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(field);
        field.Measure(value);      // refuses what cannot be encrypted before the key service is called
        var header = schema.HeaderOf(record);
        var indexes = field.Indexes;
        using var indexRoot = indexes.Length > 0 ? await BlindIndexOperations.RootAsync(encryptor, schema, record, cancellationToken).ConfigureAwait(false) : default;
        using var key = await OpenAsync(encryptor, schema, record, cancellationToken).ConfigureAwait(false);
        var iv = new byte[Aead.IvSize];
        RandomNumberGenerator.Fill(iv);
        var ciphertext = key.Seal(field, value, iv);
        var computed = Array.ConvertAll(indexes, index => index.Compute(indexRoot, value));
        // A field under the old record key beside a new header could never be read again.
        if (schema.HeaderOf(record) != header)
            throw new InvalidOperationException($"Model {typeof(TModel).Name}: the record was encrypted anew while its key was awaited; {field.Path} was not set. Set it again, one operation on a record at a time.");
        field.Write(record, ciphertext);
        for (var i = 0; i < indexes.Length; i++)
            indexes[i].Store(record, computed[i]);
    }

    /// <summary>Encrypts a whole model onto an existing record, with a new record id and header; the record is changed only after everything succeeded.</summary>
    /// <inheritdoc cref="EncryptAsync" path="/exception"/>
    /// <exception cref="EncryptionContextException">Context or identity of model and record differ: it is another record.</exception>
    public static async ValueTask UpdateAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, TModel model, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        RefuseDerived(model);
        ArgumentNullException.ThrowIfNull(encryptor);
        schema = schema.For(encryptor);
        if (!BoundRecord.OfModel(schema, model, identityInKeyring: true).KeyringContext.Equals(BoundRecord.OfRecord(schema, record, identityInKeyring: true).KeyringContext))
            throw new EncryptionContextException($"Model {typeof(TModel).Name}: the stored record has another encryption context or identity than the model given. Update the record that the model came from, or encrypt the model as a new record.");
        // What the model refers to are records of their own, to be updated one by one: another writer may have changed them.
        var updated = await EncryptAloneAsync(encryptor, schema, model, cancellationToken).ConfigureAwait(false);
        schema.Copy(updated, record);
    }

    /// <summary>Unwraps a record's key once, for several reads.</summary>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    public static ValueTask<OpenRecordKey> OpenAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        schema = schema.For(encryptor);
        var header = RecordFormat1.ParseHeader(schema.HeaderOf(record).Bytes);
        var bound = BoundRecord.OfRecord(schema, record, header.IdentityInKeyring);
        var attempt = new UnwrapAttempt(header, bound.Partition.KeyHashes);
        var request = new UnwrapRequest(schema.Plan.KeyName, bound.KeyringContext, RecordFormat1.Suite, header.EncryptedDataKeys, attempt.Accept);
        var pending = encryptor.Keyring.UnwrapAsync(request, cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<OpenRecordKey>(Finish(attempt, pending.Result, bound))
            : Await(attempt, pending, bound);

        static async ValueTask<OpenRecordKey> Await(UnwrapAttempt attempt, ValueTask<DataKeyLease> pending, BoundRecord bound)
        {
            try
            {
                return Finish(attempt, await pending.ConfigureAwait(false), bound);
            }
            catch
            {
                attempt.Abandon();
                throw;
            }
        }

        static OpenRecordKey Finish(UnwrapAttempt attempt, DataKeyLease dataKey, BoundRecord bound)
        {
            using (dataKey)
                return new OpenRecordKey(attempt.Finish(dataKey), bound.IdentityHash);
        }
    }

    /// <summary>Wraps a record's data key anew.</summary>
    /// <returns>The header to store instead; the same when nothing had to change.</returns>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    /// <exception cref="NotSupportedException">The keyring cannot.</exception>
    public static async ValueTask<RecordHeader> RewrapAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, TRecord record, CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(encryptor);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(record);
        if (encryptor.Keyring is not IRewrappingKeyring keyring)
            throw new NotSupportedException($"{encryptor.Keyring.GetType().Name} cannot wrap a data key anew: it is no IRewrappingKeyring.");
        schema = schema.For(encryptor);
        var present = schema.HeaderOf(record);
        var header = RecordFormat1.ParseHeader(present.Bytes);
        var bound = BoundRecord.OfRecord(schema, record, header.IdentityInKeyring);
        var attempt = new RewrapAttempt(header, bound.Partition.KeyHashes);
        var request = new UnwrapRequest(schema.Plan.KeyName, bound.KeyringContext, RecordFormat1.Suite, header.EncryptedDataKeys, attempt.Accept);
        var edks = await keyring.RewrapAsync(request, cancellationToken).ConfigureAwait(false);
        if (edks.AsSpan().SequenceEqual(header.EncryptedDataKeys.AsSpan()))
            return present;
        // What is stored is let go only for what has been opened: a keyring's mistake must not cost a record.
        if (!attempt.HasAccepted(edks))
            throw new InvalidOperationException($"{keyring.GetType().Name} gave encrypted data keys that it did not open again for the record. Keep the present header; this is a fault of the keyring.");
        return RecordHeader.FromBytes(RecordFormat1.WriteHeader(header.Flags, header.RecordId, header.Commitment, KeyMaterial.Serialize(edks)));
    }

    /// <summary>Encrypts a sequence, one record at a time.</summary>
    /// <inheritdoc cref="EncryptAsync" path="/exception"/>
    public static async IAsyncEnumerable<TRecord> EncryptAllAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, IAsyncEnumerable<TModel> models, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        await foreach (var model in models.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return await EncryptAsync(encryptor, schema, model, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decrypts a sequence, one record at a time.</summary>
    /// <inheritdoc cref="DecryptAsync" path="/exception"/>
    public static async IAsyncEnumerable<TModel> DecryptAllAsync<TModel, TRecord>(RecordEncryptor encryptor, RecordSchema<TModel, TRecord> schema, IAsyncEnumerable<TRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TModel : class
        where TRecord : class
    {
        await foreach (var record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return await DecryptAsync(encryptor, schema, record, expected: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pairs of an envelope, for DecryptAsync's <c>expected</c>.</summary>
    /// <exception cref="EncryptionContextException">A value is missing.</exception>
    public static EncryptionContext Expect<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, RecordEnvelope<TRecord> envelope)
        where TModel : class
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(envelope);
        return BoundRecord.AllPairs(schema, envelope.Record);
    }

    private static TRecord Seal<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TModel model, BoundRecord bound, DataKeyLease dataKey, DataKeyLease indexRoot)
        where TModel : class
        where TRecord : class
    {
        using (dataKey)
        {
            if (dataKey.Key.Length != RecordFormat1.DataKeySize)
                throw new InvalidOperationException($"The keyring gave a data key of {dataKey.Key.Length} bytes; records take {RecordFormat1.DataKeySize}.");
            var plan = schema.Plan;
            // One call for the record id and every IV: a call costs the same for 12 bytes as for a hundred.
            var randomSize = RecordFormat1.RecordIdSize + (plan.FieldCount * Aead.IvSize);
            Span<byte> random = randomSize <= MaxStackRandom ? stackalloc byte[randomSize] : new byte[randomSize];
            RandomNumberGenerator.Fill(random);
            var recordId = random[..RecordFormat1.RecordIdSize];
            Span<byte> derived = stackalloc byte[RecordKeyDerivation.OutputSize];
            try
            {
                RecordKeyDerivation.Derive(dataKey, plan.Flags, recordId, bound.Partition.KeyHashes[0], derived);
                var header = RecordFormat1.WriteHeader(plan.Flags, recordId, derived[Aead.KeySize..], dataKey.Material.SerializedEdks);
                using var cipher = new Aead(derived[..Aead.KeySize]);
                var identityHash = bound.IdentityHash;
                var sealer = new FieldSealer(cipher, new FieldAad(stackalloc byte[FieldAad.BufferSize], identityHash), random[RecordFormat1.RecordIdSize..], stackalloc byte[ScratchSize], indexRoot);
                return schema.Encrypt(model, RecordHeader.FromBytes(header), ref sealer);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(derived);
            }
        }
    }

    private static void RefuseDerived<TModel>(TModel model)
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.GetType() != typeof(TModel))
            throw new ArgumentException($"{model.GetType()} derives from the model {typeof(TModel)}, whose encryption would drop what it adds. Annotate the derived class as a model of its own.", nameof(model));
    }

    private static void RefuseUnexpected<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record, EncryptionContext expected)
        where TModel : class
        where TRecord : class
    {
        if (expected.Count == 0)
            throw new EncryptionContextException($"Model {typeof(TModel).Name}: nothing is expected of the record; name at least one pair, or call DecryptAsync without expectations.");
        var actual = BoundRecord.AllPairs(schema, record);
        foreach (var (key, value) in expected)
        {
            if (!actual.TryGetValue(key, out var found))
                throw new EncryptionContextException($"Model {typeof(TModel).Name}: '{key}' is expected, and the model binds no such pair.");
            if (!string.Equals(found, value, StringComparison.Ordinal))
                throw new CiphertextAuthenticationException();
        }
    }
}
