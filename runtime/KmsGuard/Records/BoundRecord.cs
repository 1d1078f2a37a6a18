using System.Security.Cryptography;
using KmsGuard.Crypto;
using KmsGuard.Generated;

namespace KmsGuard.Records;

/// <summary>What one record is bound to: its context with the key hash, and the hash of its identity.</summary>
internal readonly struct BoundRecord
{
    private const int StackBuffer = 512;

    private BoundRecord(Partition partition, EncryptionContext keyringContext, Block32 identityHash)
    {
        Partition = partition;
        KeyringContext = keyringContext;
        IdentityHash = identityHash;
    }

    internal Partition Partition { get; }

    /// <summary>K, or K and R together if the header's flag says so.</summary>
    internal EncryptionContext KeyringContext { get; }

    /// <summary>SHA-256(CANON(R)).</summary>
    internal Block32 IdentityHash { get; }

    internal static BoundRecord OfModel<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TModel model, bool identityInKeyring)
        where TModel : class
        where TRecord : class
    {
        var context = new PairWriter(schema.Plan.Context, stackalloc byte[StackBuffer]);
        var identity = new PairWriter(schema.Plan.Identity, stackalloc byte[StackBuffer]);
        try
        {
            schema.PutContext(model, ref context);
            schema.PutIdentity(model, ref identity);
            return Bind(schema.Plan, context.Finish(), identity.Finish(), identityInKeyring);
        }
        finally
        {
            context.Release();
            identity.Release();
        }
    }

    internal static BoundRecord OfRecord<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record, bool identityInKeyring, bool keepsDefaults = false)
        where TModel : class
        where TRecord : class
    {
        var context = new PairWriter(schema.Plan.Context, stackalloc byte[StackBuffer]);
        var identity = new PairWriter(schema.Plan.Identity, stackalloc byte[StackBuffer], keepsDefaults);
        try
        {
            schema.PutContext(record, ref context);
            schema.PutIdentity(record, ref identity);
            return Bind(schema.Plan, context.Finish(), identity.Finish(), identityInKeyring);
        }
        finally
        {
            context.Release();
            identity.Release();
        }
    }

    /// <summary>The partition alone, of a record that may have no identity.</summary>
    internal static Partition PartitionOf<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record)
        where TModel : class
        where TRecord : class
    {
        var context = new PairWriter(schema.Plan.Context, stackalloc byte[StackBuffer]);
        try
        {
            schema.PutContext(record, ref context);
            return schema.Plan.Partitions.Get(context.Finish());
        }
        finally
        {
            context.Release();
        }
    }

    /// <summary>Whether both are of one context and one identity.</summary>
    internal bool IsSameAs(BoundRecord other)
    {
        var (mine, theirs) = (IdentityHash, other.IdentityHash);
        return KeyringContext.Equals(other.KeyringContext) && ((ReadOnlySpan<byte>)mine).SequenceEqual(theirs);
    }

    /// <summary>All pairs of a record that its owner gave: the context without KmsGuard's own pair, and the identity with the pairs that the stored form leaves out.</summary>
    internal static EncryptionContext AllPairs<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record)
        where TModel : class
        where TRecord : class =>
        EncryptionContext.FromChecked([.. OfRecord(schema.ForPairs(), record, identityInKeyring: true, keepsDefaults: true).KeyringContext.Where(pair => pair.Key != Context.ContextPairs.UseKey)]);

    /// <summary>Of the pairs that a caller expects of a record, those of its encryption context.</summary>
    internal static EncryptionContext ContextOf<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, EncryptionContext expected)
        where TModel : class
        where TRecord : class =>
        EncryptionContext.FromChecked([.. expected.Where(pair => schema.ForPairs().Plan.Context.Keys.Contains(pair.Key))]);

    /// <summary>Refuses a record of another context than its owner's, as far as both bind the same keys: a tenant's record does not lead to another tenant's.</summary>
    /// <exception cref="CiphertextAuthenticationException">A value differs.</exception>
    internal static void RefuseOther<TModel, TRecord>(RecordSchema<TModel, TRecord> schema, TRecord record, EncryptionContext expected)
        where TModel : class
        where TRecord : class
    {
        var actual = AllPairs(schema, record);
        foreach (var key in schema.ForPairs().Plan.Context.Keys)
        {
            if (expected.TryGetValue(key, out var due) && !(actual.TryGetValue(key, out var found) && string.Equals(due, found, StringComparison.Ordinal)))
                throw new CiphertextAuthenticationException();
        }
    }

    private static BoundRecord Bind(SchemaPlan plan, ReadOnlySpan<byte> context, ReadOnlySpan<byte> identity, bool identityInKeyring)
    {
        // Always of both together: an update compares them together, and a record must stay writable whatever its flags.
        if (context.Length + identity.Length - sizeof(ushort) > Context.ContextPairs.MaxCanonicalSize)
            throw Context.ContextPairs.TooLong($"Model {plan.Context.Model}");
        var partition = plan.Partitions.Get(context);
        Block32 identityHash = default;
        SHA256.HashData(identity, identityHash);
        var keyringContext = identityInKeyring
            ? EncryptionContext.FromChecked([.. partition.Context, .. EncryptionContext.FromCanonical(identity)])
            : partition.Context;
        return new BoundRecord(partition, keyringContext, identityHash);
    }
}
