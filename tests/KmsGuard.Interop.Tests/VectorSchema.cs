using System.Text;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>What the generator writes for a model, here for pairs and fields that a vector names.</summary>
internal sealed class VectorModel
{
    public required Dictionary<string, string> Context { get; init; }
    public required Dictionary<string, string> Identity { get; init; }
    public required Dictionary<string, object?> Values { get; init; }
}

internal sealed class VectorRecord
{
    public required Dictionary<string, string> Context { get; init; }
    public required Dictionary<string, string> Identity { get; init; }
    public Dictionary<string, ReadOnlyMemory<byte>> Fields { get; init; } = [];
    public RecordHeader Header { get; set; }
}

internal sealed class VectorSchema(string purpose, string keyName, string[] contextKeys, string[] identityKeys, bool sendIdentity, (string Name, VectorField Field)[] fields)
    : RecordSchema<VectorModel, VectorRecord>(new RecordSchemaOptions
    {
        Purpose = purpose,
        KeyName = keyName,
        ContextKeys = contextKeys,
        IdentityKeys = identityKeys,
        FieldCount = fields.Length,
        SendIdentityToKeyring = sendIdentity,
    })
{
    internal static VectorSchema Of(RecordVector vector) => new(
        vector.Purpose,
        vector.KeyName,
        InOrder(vector.Context.Keys),
        InOrder(vector.Identity.Keys),
        (vector.Flags & 1) != 0,
        [.. vector.Fields.Select(field => (field.Name, VectorField.Of(vector.Purpose, field.Name, field.Type, field.AuthenticateNull, field.Bits ?? 64, field.Pad)))]);

    internal static string[] InOrder(IEnumerable<string> keys) => [.. keys.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))];

    internal IReadOnlyList<(string Name, VectorField Field)> Fields => fields;

    protected override void WriteContext(VectorModel model, ref PairWriter pairs) => Write(contextKeys, model.Context, ref pairs);

    protected override void WriteContext(VectorRecord record, ref PairWriter pairs) => Write(contextKeys, record.Context, ref pairs);

    protected override void WriteIdentity(VectorModel model, ref PairWriter pairs) => Write(identityKeys, model.Identity, ref pairs);

    protected override void WriteIdentity(VectorRecord record, ref PairWriter pairs) => Write(identityKeys, record.Identity, ref pairs);

    protected override long Measure(VectorModel model) => fields.Sum(field => field.Field.Measure(model.Values[field.Name]));

    protected override RecordHeader GetHeader(VectorRecord record) => record.Header;

    protected override VectorRecord Seal(VectorModel model, RecordHeader header, ref FieldSealer sealer)
    {
        var record = new VectorRecord { Context = model.Context, Identity = model.Identity, Header = header };
        foreach (var (name, field) in fields)
            record.Fields[name] = field.Seal(ref sealer, model.Values[name]);
        return record;
    }

    protected override VectorModel Open(VectorRecord record, ref FieldOpener opener)
    {
        var model = new VectorModel { Context = record.Context, Identity = record.Identity, Values = [] };
        foreach (var (name, field) in fields)
            model.Values[name] = field.Open(ref opener, record.Fields[name]);
        return model;
    }

    protected override void Apply(VectorRecord from, VectorRecord to)
    {
        foreach (var (name, _) in fields)
            to.Fields[name] = from.Fields[name];
        to.Header = from.Header;
    }

    private static void Write(string[] keys, Dictionary<string, string> values, ref PairWriter pairs)
    {
        foreach (var key in keys)
            pairs.Write(values[key]);
    }
}
