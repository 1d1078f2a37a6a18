using KmsGuard.Generators.Model;

namespace KmsGuard.Generators.Emitting;

/// <summary>The methods by which an application encrypts and decrypts, on RecordEncryptor.</summary>
internal static class ExtensionsEmitter
{
    private const string Task = "global::System.Threading.Tasks.ValueTask";
    private const string Sequence = "global::System.Collections.Generic.IAsyncEnumerable";
    private const string Cancellation = "global::System.Threading.CancellationToken cancellationToken = default";

    private static readonly string[] EncryptErrors =
    [
        Error("EncryptionContextException", "A pair of the context or identity is missing; nothing was called."),
        "/// <exception cref=\"T:System.ArgumentException\">A value that must be there is null, or the model is of a derived class; nothing was called.</exception>",
        Error("KeyUnavailableException", "No data key can be had now; nothing was changed."),
    ];

    private static readonly string[] DecryptErrors =
    [
        Error("EncryptionContextException", "A pair of the context or identity is missing; nothing was called."),
        Error("CiphertextFormatException", "The header or a field is absent, cut short, or of an unknown version."),
        Error("CiphertextAuthenticationException", "The header or a field was changed or moved, or is not the one expected."),
        Error("KeyUnavailableException", "The data key cannot be opened now."),
    ];

    private static readonly string[] RewrapErrors =
    [
        .. DecryptErrors,
        "/// <exception cref=\"T:System.NotSupportedException\">The keyring cannot wrap a data key anew.</exception>",
    ];

    private static readonly string NoIndexKeys = "/// <exception cref=\"T:System.InvalidOperationException\">The encryptor has no keys for blind indexes.</exception>";

    private static readonly string[] IndexErrors =
    [
        Error("EncryptionContextException", "A pair of the context is missing; nothing was called."),
        "/// <exception cref=\"T:System.ArgumentException\">A null that has no index, or a value that cannot be normalized or encoded; nothing was called.</exception>",
        Error("KeyUnavailableException", "The index key cannot be had now."),
        NoIndexKeys,
    ];

    internal static void Emit(SourceWriter writer, ModelSpec model)
    {
        var plain = model.ModelType;
        var record = model.RecordName;
        var field = $"{Names.Runtime}EncryptedField<{record}, TValue>";

        writer.Line($"/// <summary>Encrypts and decrypts {Names.See(model.ModelDocId)}.</summary>");
        writer.TypeAttributes(model);
        writer.Open($"{model.ExtensionsAccessibility} static class {model.ExtensionsName}");
        Method(EncryptErrors, "Encrypts a model into a new record.", $"{Task}<{record}> EncryptAsync", $"{plain} model", "EncryptAsync", "model");
        writer.Line();
        Method(DecryptErrors, "Decrypts a whole record.", $"{Task}<{plain}> DecryptAsync", $"{record} stored", "DecryptAsync", "stored, null");
        writer.Line();
        EmitDecryptExpected(writer, plain, record);
        writer.Line();
        Method(DecryptErrors, "Decrypts one field of a record; nothing else is opened.", $"{Task}<TValue> DecryptFieldAsync<TValue>", $"{record} stored, {field} field", "DecryptFieldAsync", "stored, field");
        writer.Line();
        Method(DecryptErrors, "Encrypts a new value into one field of a record, under the record's present key. The record is changed only after that succeeded.", $"{Task} SetFieldAsync<TValue>", $"{record} stored, {field} field, TValue value", "SetFieldAsync", "stored, field, value");
        writer.Line();
        Method(EncryptErrors, "Encrypts a whole model onto an existing record of the same context and identity, with a new header. The record is changed only after that succeeded.", $"{Task} UpdateAsync", $"{record} stored, {plain} model", "UpdateAsync", "stored, model");
        writer.Line();
        EmitOpen(writer, record);
        writer.Line();
        Method(RewrapErrors, "Wraps a record's data key anew, under the keys that are configured now: after a rotation, or to move to another key or Region. Gives the header to store in place of the present one, by an update that is conditional on the present one; the fields stay as they are.", $"{Task}<{Names.Runtime}RecordHeader> RewrapAsync", $"{record} stored", "RewrapAsync", "stored");
        writer.Line();
        EmitRewrapProjected(writer, record);
        writer.Line();
        Method(EncryptErrors, "Encrypts a sequence, one record at a time.", $"{Sequence}<{record}> EncryptAllAsync", $"{Sequence}<{plain}> models", "EncryptAllAsync", "models");
        writer.Line();
        Method(DecryptErrors, "Decrypts a sequence, one record at a time.", $"{Sequence}<{plain}> DecryptAllAsync", $"{Sequence}<{record}> stored", "DecryptAllAsync", "stored");
        foreach (var property in model.Encrypted())
        {
            writer.Line();
            EmitProjected(writer, model, property, property.Field!);
        }
        if (model.Indexes().Any())
        {
            writer.Line();
            Method([.. DecryptErrors, NoIndexKeys], "Computes the blind indexes of a record anew from its fields: for what was stored before an index was there. The record is changed only after that succeeded.", $"{Task} ReindexAsync", $"{record} stored", "ReindexAsync", "stored", "BlindIndexOperations");
            writer.Line();
            EmitIndex(writer, model);
        }
        writer.Close();

        void Method(string[] errors, string summary, string signature, string parameters, string operation, string arguments, string operations = "RecordOperations")
        {
            Documentation(writer, summary, errors);
            writer.Line($"public static {signature}(this {Names.Runtime}RecordEncryptor encryptor, {parameters}, {Cancellation}) =>");
            writer.Indented(() => writer.Line($"{Names.Generated}{operations}.{operation}(encryptor, {record}.Schema, {arguments}, cancellationToken);"));
        }
    }

    /// <summary>No expectation at all is the other overload: a null here is a mistake that must not switch the check off.</summary>
    private static void EmitDecryptExpected(SourceWriter writer, string plain, string record)
    {
        Documentation(writer, "Decrypts a whole record, if it is the one expected.", DecryptErrors);
        writer.Line($"public static {Task}<{plain}> DecryptAsync(this {Names.Runtime}RecordEncryptor encryptor, {record} stored, {Names.Runtime}EncryptionContext expected, {Cancellation})");
        writer.Open();
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(expected);");
        writer.Line($"return {Names.Generated}RecordOperations.DecryptAsync(encryptor, {record}.Schema, stored, expected, cancellationToken);");
        writer.Close();
    }

    private static void EmitIndex(SourceWriter writer, ModelSpec model)
    {
        var record = model.TypeName;
        var pairs = model.Properties.Where(property => property.Role == PropertyRole.Context).ToArray();
        var context = string.Concat(pairs.Select(property => $"{property.Type} {property.Pair!.Parameter}, "));
        var (encryptor, index, value, token) = (Own("encryptor"), Own("field"), Own("value"), Own("cancellationToken"));
        Documentation(writer, "The blind index of a value that is looked for: records of this context with an equal one may hold the value, and others do not. Decrypt them and compare.", IndexErrors);
        writer.Line($"public static {Task}<TIndex> IndexAsync<TValue, TIndex>(this {Names.Runtime}RecordEncryptor {encryptor}, {Names.Runtime}IIndexed<{record}, TValue, TIndex> {index}, TValue {value}, {context}global::System.Threading.CancellationToken {token} = default)");
        writer.Indented(() => writer.Line($"where TIndex : struct, {Names.Runtime}IBlindIndex<TIndex> =>"));
        writer.Indented(() =>
        {
            writer.Open($"{Names.Generated}BlindIndexOperations.IndexAsync({encryptor}, {record}.Schema, new {record}");
            EnvelopeEmitter.InitializePairs(writer, model, pairs);
            writer.Close($", {index}, {value}, {token});");
        });

        // A pair may be called as one of these.
        string Own(string name) => Array.Exists(pairs, property => property.Pair!.Parameter.TrimStart('@') == name) ? name + "_" : name;
    }

    private static void EmitOpen(SourceWriter writer, string record)
    {
        Documentation(writer, "Unwraps a record's key once, for several reads.", DecryptErrors);
        writer.Line($"public static async {Task}<{record}.OpenedRecord> OpenAsync(this {Names.Runtime}RecordEncryptor encryptor, {record} stored, {Cancellation}) =>");
        writer.Indented(() => writer.Line($"new(stored, await {Names.Generated}RecordOperations.OpenAsync(encryptor, {record}.Schema, stored, cancellationToken).ConfigureAwait(false));"));
    }

    private static void EmitRewrapProjected(SourceWriter writer, string record)
    {
        Documentation(writer, "Wraps the data key of a projected record anew, as for a whole one.", RewrapErrors);
        writer.Line($"public static {Task}<{Names.Runtime}RecordHeader> RewrapAsync(this {Names.Runtime}RecordEncryptor encryptor, {Names.Runtime}RecordEnvelope<{record}> envelope, {Cancellation})");
        writer.Open();
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(envelope);");
        writer.Line($"return {Names.Generated}RecordOperations.RewrapAsync(encryptor, {record}.Schema, envelope.Record, cancellationToken);");
        writer.Close();
    }

    private static void EmitProjected(SourceWriter writer, ModelSpec model, PropertySpec property, FieldSpec field)
    {
        var record = model.RecordName;
        Documentation(writer, $"Decrypts <c>{SafeText.Xml(model.Path(field))}</c> from a projection.", DecryptErrors);
        writer.Line($"public static {Task}<{field.ValueType}> DecryptFieldAsync(this {Names.Runtime}RecordEncryptor encryptor, {Names.Runtime}RecordEnvelope<{record}> envelope, {record}.{property.StoredType()} ciphertext, {Cancellation})");
        writer.Open();
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(envelope);");
        writer.Line($"return {Names.Generated}RecordOperations.DecryptFieldAsync(encryptor, {record}.Schema, envelope.Record, {record}.Fields.{property.Name}, {field.BytesOf("ciphertext")}, cancellationToken);");
        writer.Close();
    }

    private static void Documentation(SourceWriter writer, string summary, string[] errors)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        foreach (var error in errors)
            writer.Line(error);
    }

    private static string Error(string type, string when) => $"/// <exception cref=\"T:KmsGuard.{type}\">{when}</exception>";
}
