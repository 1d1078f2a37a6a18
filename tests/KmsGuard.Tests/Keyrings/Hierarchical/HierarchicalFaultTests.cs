namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>Store and key service failing, lying and racing. After each fault nothing is kept that should not be, and the next call works when the fault is gone.</summary>
public sealed class HierarchicalFaultTests : Hierarchies
{
    [Fact]
    public async Task A_store_that_is_down_is_a_transient_fault_and_is_not_kept()
    {
        var made = await MakeAsync(Process());
        var process = Process();
        Store.Fault = new InvalidOperationException("no connection");
        foreach (var action in new Func<Task>[] { () => MakeAsync(process), () => MakeAsync(process, "t2"), () => AssertOpensAsync(process, made) })
        {
            var error = await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, action);
            Assert.True(error.IsTransient);
            Assert.Same(Store.Fault, error.InnerException);
        }
        Store.Fault = null;
        await AssertOpensAsync(process, made);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
        await MakeAsync(process, "t2");
    }

    /// <summary>What the store itself says is the reason is passed on.</summary>
    [Fact]
    public async Task A_stores_own_reason_is_kept()
    {
        Store.Fault = new KeyUnavailableException(KeyUnavailableReason.Throttled, "slow down");
        Assert.Same(Store.Fault, await AssertUnavailableAsync(KeyUnavailableReason.Throttled, () => MakeAsync(Process())));
    }

    /// <summary>A store that hangs holds nobody for ever, whether or not it listens.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_hangs_times_out(bool isDeaf)
    {
        Store.IsDeaf = isDeaf;
        var process = Process(new() { StoreTimeout = TimeSpan.FromSeconds(7) });
        Store.Gate = new TaskCompletionSource().Task;
        var waiting = MakeAsync(process);
        await Eventually.HoldsAsync(() => Store.Calls == 1);
        Time.Advance(TimeSpan.FromSeconds(6));
        await Task.Delay(20, Cancellation);
        Assert.False(waiting.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(1));
        var error = await AssertUnavailableAsync(KeyUnavailableReason.Timeout, () => waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.True(error.IsTransient);
        Store.Gate = Task.CompletedTask;
        await MakeAsync(process);
    }

    [Fact]
    public async Task A_key_service_that_fails_is_not_kept()
    {
        var made = await MakeAsync(Process());
        var process = Process();
        Kek.Fault = new KeyUnavailableException(KeyUnavailableReason.Throttled, "later");
        await AssertUnavailableAsync(KeyUnavailableReason.Throttled, () => MakeAsync(process));
        await AssertUnavailableAsync(KeyUnavailableReason.Throttled, () => MakeAsync(process, "t2"));
        await AssertUnavailableAsync(KeyUnavailableReason.Throttled, () => AssertOpensAsync(process, made));
        Assert.Single(Store.Rows);
        Kek.Fault = null;
        Assert.Equal(made.Key, (await MakeSoonAsync(process)).Key);
        await AssertOpensAsync(process, made);
        await MakeSoonAsync(process, "t2");
    }

    /// <summary>One call in five throttled, one in a hundred reset: no record fails, and the calls are few more than needed.</summary>
    [Fact]
    public async Task A_key_service_in_trouble_is_asked_again()
    {
        var process = Process();
        Kek.FaultOf = call => call % 100 == 50 ? new KeyUnavailableException(KeyUnavailableReason.Unreachable, "reset")
            : call % 5 == 1 ? new KeyUnavailableException(KeyUnavailableReason.Throttled, "later")
            : null;
        for (var tenant = 0; tenant < 200; tenant++)
            await MakeSoonAsync(process, $"t{tenant}");
        Assert.InRange(Kek.Generated, 201, 260);
        Assert.Equal(200, Store.Rows.Count);
    }

    /// <summary>What does not pass by itself is not asked again, and the next request waits a little.</summary>
    [Fact]
    public async Task A_key_that_was_disabled_is_not_asked_for_by_every_request()
    {
        var process = Process();
        Kek.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        await AssertUnavailableAsync(KeyUnavailableReason.Disabled, () => MakeAsync(process));
        Assert.Equal(1, Kek.Generated);
        var second = MakeAsync(process);
        await Task.Delay(20, Cancellation);
        Assert.Equal(1, Kek.Generated);
        await AssertUnavailableAsync(KeyUnavailableReason.Disabled, () => second);
        Assert.Equal(2, Kek.Generated);
    }

    [Fact]
    public async Task Disposing_ends_the_pauses()
    {
        var process = Process();
        Kek.Fault = new KeyUnavailableException(KeyUnavailableReason.Throttled, "later");
        var waiting = MakeAsync(process);
        await Eventually.HoldsAsync(() => Kek.Generated == 1);
        process.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    /// <summary>A thousand that wait for a call that fails make one call, not one each.</summary>
    [Fact]
    public async Task A_thousand_requests_of_a_failing_key_service_make_one_call()
    {
        var process = Process();
        var gate = new TaskCompletionSource();
        Kek.Gate = gate.Task;
        Kek.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        var requests = Enumerable.Range(0, 1000).Select(_ => MakeAsync(process)).ToArray();
        await Eventually.HoldsAsync(() => Kek.Generated > 0);
        gate.SetResult();
        foreach (var request in requests)
            await AssertUnavailableAsync(KeyUnavailableReason.Disabled, () => request.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(1, Kek.Generated);
    }

    /// <summary>Two processes that start at once: whoever's row is there first wins, and both use it.</summary>
    [Fact]
    public async Task Two_processes_that_start_at_once_make_one_key()
    {
        var other = Process();
        Made? first = null;
        Store.BeforeWrite = async () => first = await MakeAsync(other);
        var second = await MakeAsync(Process());
        Assert.Equal(first, second);
        Assert.Single(Store.Rows);
        Assert.Equal((2, 1), (Kek.Generated, Kek.Unwrapped));
    }

    [Fact]
    public async Task Many_processes_that_start_at_once_make_one_key()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Process()).ToArray().Select(process => Task.Run(() => MakeAsync(process))));
        Assert.Single(made.Distinct());
        Assert.Single(Store.Rows);
    }

    /// <summary>Added, and the answer lost: the key is found by reading back, not made again.</summary>
    [Fact]
    public async Task A_lost_commit_is_found()
    {
        Store.LostAnswer = new IOException("connection reset");
        var made = await MakeAsync(Process());
        Assert.Single(Store.Rows);
        Assert.Equal((1, 0), (Kek.Generated, Kek.Unwrapped));
        await AssertOpensAsync(Process(), made);
    }

    /// <summary>Lost, and then the store is gone too: the caller fails, the next one finds the row.</summary>
    [Fact]
    public async Task A_lost_commit_is_found_by_the_next_call()
    {
        var process = Process();
        Store.LostAnswer = new IOException("connection reset");
        Store.BeforeWrite = () =>
        {
            Store.Fault = new IOException("no connection");      // from the next call on
            return Task.CompletedTask;
        };
        await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, () => MakeAsync(process));
        Assert.Single(Store.Rows);
        Store.Fault = null;
        await AssertOpensAsync(Process(), await MakeAsync(process));
        Assert.Single(Store.Rows);
    }

    /// <summary>A write that failed for good leaves nothing: no root of a row that is not there.</summary>
    [Fact]
    public async Task A_write_that_fails_keeps_nothing()
    {
        var process = Process();
        Store.BeforeWrite = () => throw new IOException("disk full");
        await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, () => MakeAsync(process));
        Assert.Empty(Store.Rows);
        var made = await MakeAsync(process);
        Assert.Equal(made.BranchId, Assert.Single(Store.Rows).BranchId);
        await AssertOpensAsync(Process(), made);
    }

    /// <summary>A process that knows the branch does not make another in its place; one that does not know it cannot tell.</summary>
    [Fact]
    public async Task A_row_that_was_removed_is_missed()
    {
        var process = Process();
        var made = await MakeAsync(process);
        var row = Assert.Single(Store.Rows);
        Store.Rows.Clear();
        await process.EvictAsync(KeyName, Cancellation);
        await AssertUnavailableAsync(KeyUnavailableReason.NotFound, () => AssertOpensAsync(process, made));
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => process.RotateAsync(KeyName, Tenant("t1"), Cancellation));
        Assert.Empty(Store.Rows);
        Store.Rows.Add(row);
        await AssertOpensAsync(process, made);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
    }

    /// <summary>Each column changed, or the key cut, or another version's or tenant's put in: refused for reading and for writing, and good again when mended.</summary>
    [Theory]
    [InlineData("date")]
    [InlineData("key of another tenant")]
    [InlineData("key of another use")]
    [InlineData("key of another version")]
    [InlineData("key name")]
    [InlineData("usage")]
    [InlineData("key cut short")]
    [InlineData("key with a byte too many")]
    [InlineData("no encrypted data key")]
    public async Task A_row_that_was_changed_is_refused(string what)
    {
        var maker = Process();
        await MakeAsync(maker);
        await MakeAsync(maker, "t2");
        await MakeAsync(maker, use: "index");
        await maker.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var made = await MakeAsync(maker);
        var row = Store.Rows.Single(row => row.Version == 2);
        var at = Store.Rows.IndexOf(row);
        switch (what)
        {
            case "date": Store.Change(row, created: row.Created.AddSeconds(1)); break;
            case "key of another tenant": Store.Change(row, wrappedKey: Store.Rows[1].WrappedKey); break;
            case "key of another use": Store.Change(row, wrappedKey: Store.Rows[2].WrappedKey); break;
            case "key of another version": Store.Change(row, wrappedKey: Store.Rows[0].WrappedKey); break;
            case "key name": Store.Change(row, keyName: "cards"); break;
            case "usage": Store.Change(row, usage: BranchKeyUsage.Index); break;
            case "key cut short": Store.Change(row, wrappedKey: row.WrappedKey[..^1]); break;
            case "key with a byte too many": Store.Change(row, wrappedKey: (byte[])[.. row.WrappedKey.Span, 0]); break;
            default: Store.Change(row, wrappedKey: new byte[] { 0 }); break;
        }
        var process = Process();
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => AssertOpensAsync(process, made));
        var error = await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        Assert.Contains(row.Partition, error.Message, StringComparison.Ordinal);
        Store.Rows[at] = row;
        await AssertOpensAsync(process, made);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
    }

    /// <summary>A tenant's whole row in the place of another's, with all that it says mended to fit: only the wrapping tells.</summary>
    [Fact]
    public async Task Another_tenants_row_is_refused()
    {
        var maker = Process();
        var made = await MakeAsync(maker);
        await MakeAsync(maker, "t2");
        var (mine, theirs) = (Store.Rows[0], Store.Rows[1]);
        Store.Rows.Clear();
        Store.Rows.Add(theirs);
        Store.Change(theirs, partition: mine.Partition);
        var process = Process();
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        await AssertUnavailableAsync(KeyUnavailableReason.NotFound, () => AssertOpensAsync(process, made));
        Store.Change(Store.Rows[0], id: mine.BranchId);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => AssertOpensAsync(process, made));
    }

    /// <summary>An old version with a new number, to have it encrypt again.</summary>
    [Fact]
    public async Task A_relabelled_version_is_refused()
    {
        var maker = Process();
        await MakeAsync(maker);
        await maker.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        Store.Change(Store.Rows[0], version: 3);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(Process()));
        await maker.EvictAsync(KeyName, Cancellation);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(maker));
    }

    /// <summary>The highest number there is leaves no place for another: said, not overflowed.</summary>
    [Fact]
    public async Task A_version_that_no_rotation_can_have_made_is_refused()
    {
        var process = Process();
        await MakeAsync(process);
        Store.Change(Store.Rows[0], version: int.MaxValue);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => process.RotateAsync(KeyName, Tenant("t1"), Cancellation));
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => process.DeleteAsync(KeyName, Tenant("t1"), Cancellation));
    }

    /// <summary>A store that goes back to an earlier version is believed for reading and not for writing.</summary>
    [Fact]
    public async Task A_store_that_was_rolled_back_encrypts_nothing()
    {
        var process = Process();
        var old = await MakeAsync(process);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var current = await MakeAsync(process);
        var latest = Store.Rows.Single(row => row.Version == 2);
        Store.Rows.Remove(latest);
        await process.EvictAsync(KeyName, Cancellation);
        var error = await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        Assert.False(error.IsTransient);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => process.RotateAsync(KeyName, Tenant("t1"), Cancellation));
        await AssertOpensAsync(process, old);
        Store.Rows.Add(latest);
        Assert.Equal(current.Key, (await MakeAsync(process)).Key);
    }

    /// <summary>A rotation between the store's answer and its arrival is no rollback.</summary>
    [Fact]
    public async Task A_rotation_meanwhile_is_no_rollback()
    {
        var process = Process();
        await MakeAsync(process);
        await process.EvictAsync(KeyName, Cancellation);
        Store.AfterRead = () => process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        await AssertOpensAsync(Process(), await MakeAsync(process));
        Assert.Equal(2, (await MakeAsync(process)).Version);
    }

    /// <summary>What was seen in reading counts as well.</summary>
    [Fact]
    public async Task A_version_that_was_read_is_not_gone_back_behind()
    {
        var maker = Process();
        await MakeAsync(maker);
        await maker.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var made = await MakeAsync(maker);
        var process = Process();
        await AssertOpensAsync(process, made);
        Store.Rows.RemoveAll(row => row.Version == 2);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
    }

    /// <summary>A store that does not show what it has just added cannot be relied on.</summary>
    [Fact]
    public async Task A_store_that_forgets_is_refused()
    {
        using var process = new HierarchicalKeyring(Kek, new ForgetfulStore(), timeProvider: Time);
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(process));
        await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, () => process.DeleteAsync(KeyName, Tenant("t1"), Cancellation));
    }

    /// <summary>Cancelling ends the wait of who cancels: at the store's first answer, at the key service, at the write, at the reading back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_first_callers_cancellation_in_any_phase_does_not_cancel_the_others(int phase)
    {
        var process = Process();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        switch (phase)
        {
            case 1:
                Store.Gate = gate.Task;
                break;
            case 2:
                Kek.Gate = gate.Task;
                break;
            case 3:
                Store.BeforeWrite = () => { reached.SetResult(); return gate.Task; };
                break;
            default:
                Store.BeforeWrite = () => { Store.Gate = gate.Task; return Task.CompletedTask; };
                break;
        }
        using var impatient = new CancellationTokenSource();
        var first = process.GenerateAsync(Request(), impatient.Token).AsTask();
        await Eventually.HoldsAsync(() => phase switch { 1 => Store.Calls == 1, 2 => Kek.Generated == 1, 3 => reached.Task.IsCompleted, _ => Store.Calls == 3 });
        var second = MakeAsync(process);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.False(second.IsCompleted);
        gate.SetResult();
        var made = await second.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
        Assert.Single(Store.Rows);
        Assert.Equal((1, 0), (Kek.Generated, Kek.Unwrapped));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_an_unwrapping_in_any_phase_does_not_cancel_the_others(bool atStore)
    {
        var made = await MakeAsync(Process());
        var calls = Store.Calls;
        var process = Process();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (atStore)
            Store.Gate = gate.Task;
        else
            Kek.Gate = gate.Task;
        using var impatient = new CancellationTokenSource();
        var first = process.UnwrapAsync(Unwrapping(made), impatient.Token).AsTask();
        await Eventually.HoldsAsync(() => atStore ? Store.Calls > calls : Kek.Unwrapped == 1);
        var second = AssertOpensAsync(process, made);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        gate.SetResult();
        await second.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(1, Kek.Unwrapped);
    }

    [Fact]
    public async Task A_cancelled_rotation_or_deletion_is_no_fault_of_the_store()
    {
        var process = Process();
        await MakeAsync(process);
        Store.Gate = new TaskCompletionSource().Task;
        foreach (var action in new Func<CancellationToken, Task>[] { token => process.RotateAsync(KeyName, Tenant("t1"), token), token => process.DeleteAsync(KeyName, Tenant("t1"), token) })
        {
            using var impatient = new CancellationTokenSource();
            var pending = action(impatient.Token);
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }
        Store.Gate = Task.CompletedTask;
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
    }

    /// <summary>A keyring that gives keys of another length is found out before its key is stored.</summary>
    [Fact]
    public async Task A_branch_key_of_another_length_is_not_stored()
    {
        using var process = new HierarchicalKeyring(new ShortKeyring(), Store, timeProvider: Time);
        await Assert.ThrowsAsync<InvalidOperationException>(() => MakeAsync(process));
        Assert.Empty(Store.Rows);
    }

    private sealed class ShortKeyring : IKeyring
    {
        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) =>
            new(DataKeyLease.Create(new byte[16], [new EncryptedDataKey("short", "i"u8, "c"u8)]));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) => throw new CiphertextAuthenticationException();
    }

    private sealed class ForgetfulStore : IBranchKeyStore
    {
        public ValueTask<BranchKeyRow?> FindLatestAsync(string partition, CancellationToken cancellationToken = default) => new((BranchKeyRow?)null);

        public ValueTask<IReadOnlyList<BranchKeyRow>> ListAsync(string partition, CancellationToken cancellationToken = default) => new([]);

        public ValueTask<bool> TryAddAsync(BranchKeyRow row, CancellationToken cancellationToken = default) => new(true);

        public ValueTask<bool> TryReplaceAsync(BranchKeyRow expected, ReadOnlyMemory<byte> wrappedKey, CancellationToken cancellationToken = default) => new(false);
    }
}
