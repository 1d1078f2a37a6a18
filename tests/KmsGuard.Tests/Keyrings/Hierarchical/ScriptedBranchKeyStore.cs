namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>A store whose rows a test can change, and which can be told to wait, to fail, or to lose its answer: what a real one cannot be asked for.</summary>
internal sealed class ScriptedBranchKeyStore : IBranchKeyStore
{
    private int _calls;

    public List<BranchKeyRow> Rows { get; } = [];

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What every call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Whether it goes on waiting when it is cancelled.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Thrown by every call until it is null again.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Thrown by the next write after it was made, as when the connection breaks before the answer comes.</summary>
    public Exception? LostAnswer { get; set; }

    /// <summary>Runs before the next write: another process is faster.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>Runs after the next look for the latest row and before its answer: another is faster.</summary>
    public Func<Task>? AfterRead { get; set; }

    public async ValueTask<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken = default)
    {
        await EnterAsync(cancellationToken);
        BranchKeyRow? latest;
        lock (Rows)
            latest = Rows.Where(row => row.Partition == partition).MaxBy(row => row.Version);
        if (AfterRead is { } after)
        {
            AfterRead = null;
            await after();
        }
        return latest;
    }

    public async ValueTask<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken = default)
    {
        await EnterAsync(cancellationToken);
        lock (Rows)
            return [.. Rows.Where(row => row.Partition == partition)];
    }

    public async ValueTask<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken = default)
    {
        await EnterAsync(cancellationToken);
        await BeforeWriteAsync();
        lock (Rows)
        {
            if (Rows.Any(one => one.Partition == row.Partition && one.Version == row.Version))
                return false;
            Rows.Add(row);
        }
        return Answer();
    }

    public async ValueTask<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken = default)
    {
        await EnterAsync(cancellationToken);
        await BeforeWriteAsync();
        lock (Rows)
        {
            var at = Rows.FindIndex(one => one.Partition == expected.Partition && one.Version == expected.Version && one.WrappedKey.Span.SequenceEqual(expected.WrappedKey.Span));
            if (at < 0)
                return false;
            Rows[at] = Rows[at].WithWrappedKey(wrappedKey);
        }
        return Answer();
    }

    /// <summary>Puts a changed copy in a row's place.</summary>
    public void Change(BranchKeyRow row, string? partition = null, int? version = null, Guid? id = null, string? keyName = null, BranchKeyUsage? usage = null, DateTimeOffset? created = null, ReadOnlyMemory<byte>? wrappedKey = null) =>
        Rows[Rows.IndexOf(row)] = new BranchKeyRow
        {
            Partition = partition ?? row.Partition,
            Version = version ?? row.Version,
            BranchId = id ?? row.BranchId,
            KeyName = keyName ?? row.KeyName,
            Usage = usage ?? row.Usage,
            Created = created ?? row.Created,
            WrappedKey = wrappedKey ?? row.WrappedKey,
        };

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await (IsDeaf ? Gate : Gate.WaitAsync(cancellationToken));
        if (Fault is not null)
            throw Fault;
    }

    private async Task BeforeWriteAsync()
    {
        if (BeforeWrite is { } before)
        {
            BeforeWrite = null;
            await before();
        }
    }

    private bool Answer()
    {
        if (LostAnswer is not { } lost)
            return true;
        LostAnswer = null;
        throw lost;
    }
}
