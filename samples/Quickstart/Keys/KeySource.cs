using KmsGuard;

namespace Quickstart.Keys;

/// <summary>Where the keys of a run come from. The records and the code that encrypts them are the same for all.</summary>
internal abstract class KeySource(string branchKeys) : IAsyncDisposable
{
    /// <summary>The logical key name of the models.</summary>
    protected const string KeyName = "pii";

    /// <summary>A data key serves this many records, then the cache asks for a new one. A low number, so that a thousand records show it.</summary>
    protected const int RecordsPerDataKey = 100;

    /// <summary>What to show of it: labels and texts.</summary>
    public abstract IReadOnlyList<(string Label, string Text)> Places { get; }

    /// <summary>What the KEK wraps, for the table.</summary>
    public virtual string WrappedKeys => $"data keys (for at most {RecordsPerDataKey} records each), index keys";

    /// <summary>Keyrings as another process would have them: they know no key yet.</summary>
    public OpenKeys Open()
    {
        var bare = CreateBare();
        return Open(bare, BranchKeyDatabase.Over(bare, branchKeys));
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>The KEK, without a cache.</summary>
    public abstract IKeyring CreateBare();

    /// <summary>Data keys by a cache; the keys of blind indexes, which must stay, are branch keys.</summary>
    protected virtual OpenKeys Open(IKeyring bare, HierarchicalKeyring branches) =>
        new(new CachingKeyring(bare, new DataKeyCacheOptions { MaxRecords = RecordsPerDataKey }), branches);
}

/// <summary>An encryptor, and the keyrings under it.</summary>
internal sealed class OpenKeys(IKeyring keyring, HierarchicalKeyring indexKeys) : IDisposable
{
    public RecordEncryptor Encryptor { get; } = new(keyring, indexKeys);

    public void Dispose()
    {
        (keyring as IDisposable)?.Dispose();
        indexKeys.Dispose();
    }
}
