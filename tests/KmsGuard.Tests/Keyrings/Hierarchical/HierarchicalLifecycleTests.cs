namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>Rotation, deletion, re-creation and re-wrapping of branch keys.</summary>
public sealed class HierarchicalLifecycleTests : Hierarchies
{
    [Fact]
    public async Task A_rotation_changes_what_encrypts_and_leaves_what_is_stored_readable()
    {
        var process = Process();
        var old = await MakeAsync(process);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var current = await MakeAsync(process);
        Assert.NotEqual(old.Key, current.Key);
        Assert.Equal((2, old.BranchId), (current.Version, current.BranchId));
        Assert.Equal((2, 0), (Kek.Generated, Kek.Unwrapped));
        var later = Process();
        await AssertOpensAsync(later, old);
        await AssertOpensAsync(later, current);
        Assert.Equal(current.Key, (await MakeAsync(later)).Key);
    }

    [Fact]
    public async Task A_rotation_leaves_other_tenants_and_indexes_alone()
    {
        var process = Process();
        var (tenant2, index) = (await MakeAsync(process, "t2"), await MakeAsync(process, use: "index"));
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        await process.EvictAsync(KeyName, Cancellation);
        Assert.Equal(tenant2.Key, (await MakeAsync(process, "t2")).Key);
        Assert.Equal(index.Key, (await MakeAsync(process, use: "index")).Key);
    }

    [Fact]
    public async Task Other_processes_follow_a_rotation_within_their_interval()
    {
        var process = Process(new() { RefreshInterval = TimeSpan.FromMinutes(5) });
        var old = await MakeAsync(process);
        await Process().RotateAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(old.Key, (await MakeAsync(process)).Key);
        Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, (await MakeAsync(process)).Version);
    }

    [Fact]
    public async Task Two_rotations_at_once_make_one_version()
    {
        var (one, other) = (Process(), Process());
        await MakeAsync(one);
        Store.BeforeWrite = () => other.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        await one.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(2, Store.Rows.Count);
        Assert.Equal((await MakeAsync(other)).Key, (await MakeAsync(one)).Key);
    }

    [Fact]
    public async Task A_rotation_before_the_first_use_makes_the_first_version()
    {
        var process = Process();
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(1, (await MakeAsync(process)).Version);
        Assert.Equal(1, Kek.Generated);
    }

    /// <summary>A version past its age encrypts nothing more: the next request makes a new one, in one of the processes.</summary>
    [Fact]
    public async Task A_version_past_its_age_is_replaced()
    {
        var options = new HierarchicalKeyringOptions { RotateAfter = TimeSpan.FromDays(90) };
        var old = await MakeAsync(Process(options));
        Time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.Equal(old.Key, (await MakeAsync(Process(options))).Key);
        Time.Advance(TimeSpan.FromSeconds(1));
        var (one, other) = (Process(options), Process(options));
        Store.BeforeWrite = () => MakeAsync(other);
        var current = await MakeAsync(one);
        Assert.Equal(2, current.Version);
        Assert.Equal(current.Key, (await MakeAsync(other)).Key);
        Assert.Equal(2, Store.Rows.Count);
        await AssertOpensAsync(one, old);
    }

    [Fact]
    public async Task A_version_past_its_age_encrypts_nothing_when_none_can_be_made()
    {
        var process = Process(new() { RotateAfter = TimeSpan.FromDays(90) });
        var old = await MakeAsync(process);
        Time.Advance(TimeSpan.FromDays(90));
        Store.BeforeWrite = () => throw new IOException("read-only");
        await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, () => MakeAsync(process));
        await AssertOpensAsync(process, old);
        Assert.Equal(2, (await MakeAsync(process)).Version);
    }

    /// <summary>The age is that of the wrapping, not that of the row: an old version does not become young by an edited date.</summary>
    [Fact]
    public async Task A_date_that_was_moved_does_not_prolong_a_version()
    {
        await MakeAsync(Process());
        Time.Advance(TimeSpan.FromDays(400));
        Store.Change(Store.Rows[0], created: Time.GetUtcNow());
        await AssertUnavailableAsync(KeyUnavailableReason.Damaged, () => MakeAsync(Process()));
    }

    [Fact]
    public async Task A_branch_key_of_indexes_never_grows_old()
    {
        var index = await MakeAsync(Process(), use: "index");
        Time.Advance(TimeSpan.FromDays(4000));
        Assert.Equal(index.Key, (await MakeAsync(Process(), use: "index")).Key);
    }

    /// <summary>A clock that goes back finds a version of the future: it serves.</summary>
    [Fact]
    public async Task A_version_from_the_future_serves()
    {
        Time.Advance(TimeSpan.FromDays(1));
        var made = await MakeAsync(Process());
        var earlier = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Time.GetUtcNow().AddDays(-1));
        using var process = new HierarchicalKeyring(Kek, Store, timeProvider: earlier);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
    }

    [Fact]
    public async Task What_was_deleted_is_read_and_written_no_more()
    {
        var process = Process();
        var old = await MakeAsync(process);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var current = await MakeAsync(process);
        var index = await MakeAsync(process, use: "index");
        var other = await MakeAsync(process, "t2");
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        foreach (var one in new[] { process, Process() })
        {
            foreach (var made in new[] { old, current, index })
                await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(one, made));
            var error = await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(one));
            Assert.False(error.IsTransient);
            await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(one, use: "index"));
            await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => one.RotateAsync(KeyName, Tenant("t1"), Cancellation));
            await AssertOpensAsync(one, other);
        }
        Assert.All(Store.Rows, row => Assert.Equal(row.Partition != PartitionOf("t2"), row.IsDeleted));
    }

    [Fact]
    public async Task Other_processes_forget_within_their_interval()
    {
        var process = Process(new() { RefreshInterval = TimeSpan.FromMinutes(5) });
        var made = await MakeAsync(process);
        await Process().DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        await AssertOpensAsync(process, made);
        Time.Advance(TimeSpan.FromMinutes(5));
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(process, made));
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(process));
    }

    /// <summary>A rotation that is under way while the branch is deleted does not bring it back.</summary>
    [Fact]
    public async Task A_rotation_does_not_survive_a_deletion()
    {
        var (one, other) = (Process(), Process());
        await MakeAsync(one);
        Store.BeforeWrite = () => other.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => one.RotateAsync(KeyName, Tenant("t1"), Cancellation));
        Assert.All(Store.Rows, row => Assert.True(row.IsDeleted));
    }

    /// <summary>The other way round: the version that came between is deleted too.</summary>
    [Fact]
    public async Task A_deletion_does_not_miss_a_rotation()
    {
        var (one, other) = (Process(), Process());
        await MakeAsync(one);
        Store.BeforeWrite = () => other.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        await one.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal([1, 2, 3], Store.Rows.Where(row => row.Usage == BranchKeyUsage.Record).Select(row => row.Version));
        Assert.All(Store.Rows, row => Assert.True(row.IsDeleted));
    }

    /// <summary>A branch that never was can be deleted: its first use is refused.</summary>
    [Fact]
    public async Task A_deletion_before_the_first_use_holds()
    {
        var (one, other) = (Process(), Process());
        Store.BeforeWrite = () => other.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(one));
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(Process()));
    }

    [Fact]
    public async Task A_deletion_that_broke_off_is_taken_up_again()
    {
        var process = Process();
        var made = await MakeAsync(process);
        Store.LostAnswer = new IOException("connection reset");      // after the mark
        await AssertUnavailableAsync(KeyUnavailableReason.Unreachable, () => process.DeleteAsync(KeyName, Tenant("t1"), Cancellation));
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(process, made));
        Assert.Contains(Store.Rows, row => !row.IsDeleted);
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.All(Store.Rows, row => Assert.True(row.IsDeleted));
        var count = Store.Rows.Count;
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(count, Store.Rows.Count);
    }

    /// <summary>Rows that a backup brings back below the mark stay dead.</summary>
    [Fact]
    public async Task A_restored_row_is_not_used()
    {
        var process = Process();
        var made = await MakeAsync(process);
        var row = Store.Rows[0];
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        Store.Change(Store.Rows[0], wrappedKey: row.WrappedKey);
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(Process(), made));
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => MakeAsync(Process()));
        await process.RecreateAsync(KeyName, Tenant("t1"), Cancellation);
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(Process(), made));
        Assert.Equal(0, Kek.Unwrapped);
    }

    [Fact]
    public async Task A_branch_that_is_made_again_shares_nothing_with_the_deleted_one()
    {
        var process = Process();
        var old = await MakeAsync(process);
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        await process.RecreateAsync(KeyName, Tenant("t1"), Cancellation);
        var made = await MakeAsync(process);
        Assert.NotEqual(old.BranchId, made.BranchId);
        Assert.Equal(3, made.Version);
        await AssertOpensAsync(Process(), made);
        await MakeAsync(process, use: "index");
        await AssertUnavailableAsync(KeyUnavailableReason.Deleted, () => AssertOpensAsync(process, old));
    }

    [Fact]
    public async Task Making_again_what_was_not_deleted_does_nothing()
    {
        var process = Process();
        var made = await MakeAsync(process);
        await process.RecreateAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Single(Store.Rows);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
    }

    /// <summary>To another key-encryption key: the branch keys stay, and so do the records.</summary>
    [Fact]
    public async Task Rewrapping_moves_every_version_to_the_key_of_now()
    {
        var kek = new MovingKeyring();
        using var process = new HierarchicalKeyring(kek, Store, timeProvider: Time);
        var old = await MakeAsync(process);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var current = await MakeAsync(process);
        var index = await MakeAsync(process, use: "index");
        kek.Current = "new";
        await process.RewrapAsync(KeyName, Tenant("t1"), Cancellation);
        kek.Gone = "old";
        using var later = new HierarchicalKeyring(kek, Store, timeProvider: Time);
        foreach (var made in new[] { old, current, index })
            await AssertOpensAsync(later, made);
        Assert.Equal(3, kek.Rewrapped);
        await process.RewrapAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(3, Store.Rows.Count);
    }

    [Fact]
    public async Task Rewrapping_brings_nothing_back_that_is_deleted_meanwhile()
    {
        var kek = new MovingKeyring();
        using var process = new HierarchicalKeyring(kek, Store, timeProvider: Time);
        await MakeAsync(process);
        kek.Current = "new";
        Store.BeforeWrite = () => process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        await process.RewrapAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.All(Store.Rows, row => Assert.True(row.IsDeleted));
    }

    /// <summary>What is stored instead must be the same key: a rewrap to another one is refused, and the row stays.</summary>
    [Fact]
    public async Task Rewrapping_to_another_key_is_refused()
    {
        var kek = new MovingKeyring();
        using var process = new HierarchicalKeyring(kek, Store, timeProvider: Time);
        await MakeAsync(process);
        var row = Assert.Single(Store.Rows);
        kek.Current = "new";
        kek.Mistaken = true;
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => process.RewrapAsync(KeyName, Tenant("t1"), Cancellation));
        Assert.Same(row, Assert.Single(Store.Rows));
    }

    [Fact]
    public async Task Rewrapping_needs_a_keyring_that_can() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => Process().RewrapAsync(KeyName, Tenant("t1"), Cancellation));

    private static string PartitionOf(string tenant) => new KmsGuard.Keyrings.Hierarchical.Branch(KeyName, Use("record", tenant)).Partition;

    /// <summary>A key service in memory with two keys.</summary>
    private sealed class MovingKeyring : IRewrappingKeyring
    {
        private readonly Dictionary<string, (byte[] Key, EncryptionContext Context)> _made = [];

        public string Current { get; set; } = "old";

        public string? Gone { get; set; }

        public bool Mistaken { get; set; }

        public int Rewrapped { get; private set; }

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) =>
            new(Wrap(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), request.Context));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            var edk = Assert.Single(request.EncryptedDataKeys);
            if (edk.ProviderId == Gone)
                throw new KeyUnavailableException(KeyUnavailableReason.NotFound, "gone");
            var (key, context) = _made[Convert.ToHexString(edk.Ciphertext.Span)];
            var lease = DataKeyLease.Create(key, [edk]);
            return context.Equals(request.Context) && request.Judge(lease) ? new(lease) : throw new CiphertextAuthenticationException();
        }

        public async ValueTask<System.Collections.Immutable.ImmutableArray<EncryptedDataKey>> RewrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            if (Assert.Single(request.EncryptedDataKeys).ProviderId == Current)
                return request.EncryptedDataKeys;
            using var lease = await UnwrapAsync(request, cancellationToken);
            var key = Mistaken ? new byte[32] : lease.Key.ToArray();
            using var moved = Wrap(key, request.Context);
            using var judged = DataKeyLease.Create(key, moved.EncryptedDataKeys);
            if (!request.Accept(judged))
                throw new CiphertextAuthenticationException();
            Rewrapped++;
            return moved.EncryptedDataKeys;
        }

        private DataKeyLease Wrap(byte[] key, EncryptionContext context)
        {
            var name = BitConverter.GetBytes(_made.Count);
            _made.Add(Convert.ToHexString(name), (key, context));
            return DataKeyLease.Create(key, [new EncryptedDataKey(Current, "i"u8, name)]);
        }
    }
}
