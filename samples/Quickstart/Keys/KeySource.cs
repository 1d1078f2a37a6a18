using KmsGuard;

namespace Quickstart.Keys;

/// <summary>Where the keys of a run come from. The records and the code that encrypts them are the same for all.</summary>
internal abstract class KeySource : IAsyncDisposable
{
    /// <summary>The logical key name of the models.</summary>
    protected const string KeyName = "pii";

    /// <summary>A data key serves this many records, then the cache asks for a new one. A low number, so that a thousand records show it.</summary>
    protected const int RecordsPerDataKey = 100;

    /// <summary>What to show of it: labels and texts.</summary>
    public abstract IReadOnlyList<(string Label, string Text)> Places { get; }

    /// <summary>What the KEK wraps, for the table.</summary>
    public virtual string WrappedKeys => $"data keys (each for at most {RecordsPerDataKey} records)";

    /// <summary>A keyring as another process would have it: it knows no key yet.</summary>
    public OpenKeys Open() => new(Create());

    public abstract ValueTask DisposeAsync();

    protected abstract IKeyring Create();

    protected static CachingKeyring Cache(IKeyring keyring) => new(keyring, new DataKeyCacheOptions { MaxRecords = RecordsPerDataKey });
}

/// <summary>A keyring, and the encryptor over it.</summary>
internal sealed class OpenKeys(IKeyring keyring) : IDisposable
{
    public RecordEncryptor Encryptor { get; } = new(keyring);

    public void Dispose() => (keyring as IDisposable)?.Dispose();
}
