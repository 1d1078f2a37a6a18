using KmsGuard.Context;
using KmsGuard.Crypto;
using KmsGuard.Generated;

namespace KmsGuard.Records;

/// <summary>What of a model's schema is the same for all its records, checked and computed once.</summary>
internal sealed class SchemaPlan
{
    private const int MaxNameSize = 128;

    internal SchemaPlan(RecordSchemaOptions options, string model, string? keyName = null)
    {
        keyName ??= options.KeyName;
        byte[][] purposes = [.. (options.FormerPurposes ?? []).Prepend(options.Purpose).Select(purpose => Name(purpose, model, "purpose"))];
        Name(keyName, model, "key name");
        ContextPairs.CheckKeys([.. options.ContextKeys, .. options.IdentityKeys], $"Model {model}");
        KeyName = keyName;
        FieldCount = options.FieldCount;
        HasIndexes = options.HasIndexes;
        Flags = options.SendIdentityToKeyring ? RecordFormat1.IdentityInKeyring : (byte)0;
        Context = new PairTemplate(model, options.ContextKeys, (ContextPairs.UseKey, "record/1:" + keyName), isIdentity: false);
        Identity = new PairTemplate(model, options.IdentityKeys, reserved: null, isIdentity: true, options.IdentityDefaults);
        Partitions = new PartitionCache(purposes);
    }

    internal string KeyName { get; }

    internal int FieldCount { get; }

    internal bool HasIndexes { get; }

    internal byte Flags { get; }

    internal PairTemplate Context { get; }

    internal PairTemplate Identity { get; }

    internal PartitionCache Partitions { get; }

    private static byte[] Name(string? text, string model, string what)
    {
        var utf8 = ContextPairs.ToUtf8(text ?? "", $"Model {model}");
        return utf8.Length is > 0 and <= MaxNameSize ? utf8 : throw new EncryptionContextException($"Model {model}: the {what} must have 1 to {MaxNameSize} bytes of UTF-8; it has {utf8.Length}.");
    }
}
