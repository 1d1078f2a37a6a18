using KmsGuard.Records;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Keyrings.Hierarchical;

public sealed class HierarchicalKeyringTests : Hierarchies
{
    /// <summary>The point of it all: calls to the key service do not grow with the records.</summary>
    [Fact]
    public async Task A_hundred_thousand_records_of_ten_tenants_take_ten_calls_in_each_process()
    {
        var first = new RecordEncryptor(Process());
        var stored = new List<EncryptedVisit>();
        for (var i = 0; i < 100_000; i++)
        {
            var record = await first.EncryptAsync(new Visit { Tenant = $"t{i % 10}", Text = "x" }, Cancellation);
            if (i % 1000 < 10)
                stored.Add(record);
        }
        Assert.Equal((10, 0), (Kek.Generated, Kek.Unwrapped));

        var second = new RecordEncryptor(Process());
        foreach (var record in stored)
        {
            await second.DecryptAsync(record, Cancellation);
            await second.EncryptAsync(new Visit { Tenant = record.Tenant, Text = "x" }, Cancellation);
        }
        Assert.Equal((10, 10), (Kek.Generated, Kek.Unwrapped));

        Time.Advance(TimeSpan.FromMinutes(10));
        foreach (var record in stored)
        {
            await second.DecryptAsync(record, Cancellation);
            await second.EncryptAsync(new Visit { Tenant = record.Tenant, Text = "x" }, Cancellation);
        }
        Assert.Equal((10, 20), (Kek.Generated, Kek.Unwrapped));
    }

    [Fact]
    public async Task A_record_header_holds_nothing_of_the_key_service()
    {
        var stored = await new RecordEncryptor(Process()).EncryptAsync(new Visit { Tenant = "t1", Text = "x" }, Cancellation);
        Assert.Equal(51 + 1 + 2 + "kmsguard-branch".Length + 2 + 20 + 2, stored.RecordHeader.Bytes.Length);
        var row = Assert.Single(Store.Rows);
        Assert.Equal(-1, stored.RecordHeader.Bytes.Span.IndexOf(row.WrappedKey.Span));
    }

    /// <summary>As many as there are partitions: key name, context and use each make one.</summary>
    [Fact]
    public async Task Branches_never_share_a_key()
    {
        var process = Process();
        using var cards = await process.GenerateAsync(new DataKeyRequest("cards", Use("record", keyName: "cards"), 1, 1, 1), Cancellation);
        var keys = new[] { (await MakeAsync(process)).Key, (await MakeAsync(process, "t2")).Key, (await MakeAsync(process, use: "index")).Key, Convert.ToHexString(cards.Key) };
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(4, Store.Rows.Select(row => row.Partition).Distinct().Count());
        Assert.Equal(4, Store.Rows.Select(row => row.BranchId).Distinct().Count());
        Assert.Equal([1, 1, 1, 2], Store.Rows.Select(row => (int)row.Usage).Order());
    }

    /// <summary>The branch key itself never serves: what the key service made is no data key of a record.</summary>
    [Fact]
    public async Task The_branch_key_is_not_the_data_key()
    {
        var made = await MakeAsync(Process());
        var row = Assert.Single(Store.Rows);
        using var branchKey = await Kek.UnwrapAsync(new UnwrapRequest(KeyName, Wrapping(row), 1, RecordFormat1.ParseEdks(row.WrappedKey), _ => true), Cancellation);
        Assert.NotEqual(made.Key, Convert.ToHexString(branchKey.Key));
    }

    [Fact]
    public async Task The_wrapping_is_bound_to_all_that_the_row_says()
    {
        await MakeAsync(Process());
        var row = Assert.Single(Store.Rows);
        Assert.Equal(
            $"kmsguard-branch={row.BranchId}, kmsguard-branch-use=record/1, kmsguard-created=2026-11-24T12:00:00Z, kmsguard-use=branch/1:pii, kmsguard-version=1, tenant=t1",
            Wrapping(row).ToString());
        using var opened = await Kek.UnwrapAsync(new UnwrapRequest(KeyName, Wrapping(row), 1, RecordFormat1.ParseEdks(row.WrappedKey), _ => true), Cancellation);
        Assert.Equal(32, opened.Key.Length);
    }

    [Fact]
    public async Task Fractions_of_a_second_are_not_stored()
    {
        Time.Advance(TimeSpan.FromTicks(9_999_999));
        await MakeAsync(Process());
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), Assert.Single(Store.Rows).Created);
    }

    [Fact]
    public async Task A_thousand_first_requests_make_one_call()
    {
        var process = Process();
        var gate = new TaskCompletionSource();
        Store.Gate = gate.Task;
        var requests = Enumerable.Range(0, 1000).Select(_ => Task.Run(() => MakeAsync(process))).ToArray();
        await Eventually.HoldsAsync(() => Store.Calls > 0);
        gate.SetResult();
        Assert.Single((await Task.WhenAll(requests).WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Distinct());
        Assert.Equal((1, 0), (Kek.Generated, Kek.Unwrapped));
    }

    /// <summary>Readers and writers of one version share its opening.</summary>
    [Fact]
    public async Task A_thousand_first_requests_of_a_later_process_make_one_call()
    {
        var made = await MakeAsync(Process());
        var process = Process();
        var gate = new TaskCompletionSource();
        Kek.Gate = gate.Task;
        var requests = Enumerable.Range(0, 1000).Select(i => Task.Run(() => i % 2 == 0 ? MakeAsync(process) : AssertOpensAsync(process, made))).ToArray();
        await Eventually.HoldsAsync(() => Kek.Unwrapped > 0);
        gate.SetResult();
        await Task.WhenAll(requests).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal((1, 1), (Kek.Generated, Kek.Unwrapped));
    }

    [Fact]
    public async Task An_opened_key_serves_no_longer_than_the_interval_and_use_does_not_prolong_it()
    {
        var made = await MakeAsync(Process());
        var process = Process(new() { RefreshInterval = TimeSpan.FromMinutes(5) });
        await AssertOpensAsync(process, made);
        Time.Advance(TimeSpan.FromMinutes(3));
        await AssertOpensAsync(process, made);
        await MakeAsync(process);
        Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        await AssertOpensAsync(process, made);
        Assert.Equal(1, Kek.Unwrapped);
        Time.Advance(TimeSpan.FromTicks(1));
        await AssertOpensAsync(process, made);
        Assert.Equal(2, Kek.Unwrapped);
    }

    /// <summary>A key in use is asked for again before its time, while it goes on serving: nobody waits, and a fault in between is not noticed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_in_use_is_refreshed_ahead(bool byWriting)
    {
        var made = await MakeAsync(Process());
        var process = Process(new() { RefreshInterval = TimeSpan.FromMinutes(10), RefreshAhead = TimeSpan.FromMinutes(4) });
        await AssertOpensAsync(process, made);
        await MakeAsync(process);
        var before = MaterialOf(process);
        Time.Advance(TimeSpan.FromMinutes(6) - TimeSpan.FromTicks(1));
        Hit();
        Assert.Equal(1, Kek.Unwrapped);

        Time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromTicks(1));      // the jitter ends here
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Kek.Gate = gate.Task;
        for (var i = 0; i < 100; i++)
            Hit();
        await Eventually.HoldsAsync(() => Kek.Unwrapped == 2);
        Hit();
        gate.SetResult();
        await Eventually.HoldsAsync(() => !ReferenceEquals(before, MaterialOf(process)));
        Time.Advance(TimeSpan.FromMinutes(4));      // past the first one's end
        Hit();
        Assert.Equal(2, Kek.Unwrapped);

        void Hit()
        {
            var hit = byWriting ? process.GenerateAsync(Request()) : process.UnwrapAsync(Unwrapping(made));
            Assert.True(hit.IsCompletedSuccessfully);
            hit.Result.Dispose();
        }
    }

    [Fact]
    public async Task A_refresh_that_fails_harms_nobody_before_the_interval_ends()
    {
        var process = Process();
        var made = await MakeAsync(process);
        Time.Advance(TimeSpan.FromSeconds(595));
        Kek.Fault = new KeyUnavailableException(KeyUnavailableReason.Disabled, "disabled");
        for (var i = 0; i < 100; i++)
            await MakeAsync(process);
        await Eventually.HoldsAsync(() => Kek.Unwrapped == 1);
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
        Time.Advance(TimeSpan.FromSeconds(5));
        await AssertUnavailableAsync(KeyUnavailableReason.Disabled, () => MakeAsync(process));
        Kek.Fault = null;
        Assert.Equal(made.Key, (await MakeSoonAsync(process)).Key);
    }

    /// <summary>What reads alone must not keep a rotation from being noticed.</summary>
    [Fact]
    public async Task A_clock_that_went_back_ends_a_keys_life_and_does_not_prolong_it()
    {
        var clock = new BackwardsClock();
        using var process = new HierarchicalKeyring(Kek, Store, timeProvider: clock);
        var made = await MakeAsync(process);
        clock.Timestamp -= clock.TimestampFrequency;
        await AssertOpensAsync(process, made);
        Assert.Equal(1, Kek.Unwrapped);
        clock.Timestamp -= clock.TimestampFrequency;
        Assert.Equal(made.Key, (await MakeAsync(process)).Key);
        Assert.Equal(2, Kek.Unwrapped);
    }

    [Fact]
    public async Task Reading_does_not_prolong_what_encrypts()
    {
        var process = Process();
        var made = await MakeAsync(process);
        await Process().RotateAsync(KeyName, Tenant("t1"), Cancellation);
        for (var minute = 0; minute < 10; minute++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await AssertOpensAsync(process, made);
        }
        Assert.Equal(2, (await MakeAsync(process)).Version);
    }

    [Fact]
    public async Task A_warm_hit_is_synchronous_and_allocates_nothing()
    {
        var process = Process();
        using var written = await GenerateAsync(process);
        var request = Request();
        var unwrap = new UnwrapRequest(KeyName, request.Context, 1, written.EncryptedDataKeys, _ => true);
        for (var i = 0; i < 100; i++)      // lets the runtime finish compiling
            Hit(process, request, unwrap);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Hit(process, request, unwrap);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Hit(HierarchicalKeyring process, DataKeyRequest request, UnwrapRequest unwrap)
        {
            var generated = process.GenerateAsync(request);
            Assert.True(generated.IsCompletedSuccessfully);
            generated.Result.Dispose();
            var unwrapped = process.UnwrapAsync(unwrap);
            Assert.True(unwrapped.IsCompletedSuccessfully);
            unwrapped.Result.Dispose();
        }
    }

    [Fact]
    public async Task Evicting_a_key_name_asks_store_and_key_service_again()
    {
        var process = Process();
        var made = await MakeAsync(process);
        await process.EvictAsync("cards", Cancellation);
        await AssertOpensAsync(process, made);
        Assert.Equal(0, Kek.Unwrapped);
        await process.EvictAsync(KeyName, Cancellation);
        await AssertOpensAsync(process, made);
        Assert.Equal(1, Kek.Unwrapped);
    }

    [Fact]
    public async Task A_key_opened_across_an_eviction_is_not_kept()
    {
        var made = await MakeAsync(Process());
        var process = Process();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Kek.Gate = gate.Task;
        var before = AssertOpensAsync(process, made);
        await Eventually.HoldsAsync(() => Kek.Unwrapped == 1);
        await process.EvictAsync(KeyName, Cancellation);
        gate.SetResult();
        await before.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(2, Kek.Unwrapped);
    }

    /// <summary>Also when nobody asks any more: a tenant that has gone leaves no key in memory.</summary>
    [Fact]
    public async Task A_key_past_its_interval_is_wiped_without_anybody_asking()
    {
        var lease = await GenerateAsync(Process(new() { RefreshInterval = TimeSpan.FromMinutes(5) }));
        var material = lease.Material;
        lease.Dispose();
        Time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotEqual(new byte[32], material.Key.ToArray());
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(new byte[32], material.Key.ToArray());
    }

    [Fact]
    public async Task A_dropped_key_is_wiped_when_nobody_uses_it_any_more()
    {
        var process = Process();
        var inUse = await GenerateAsync(process);
        var material = inUse.Material;
        process.Dispose();
        Assert.NotEqual(new byte[32], inUse.Key.ToArray());
        inUse.Dispose();
        Assert.Equal(new byte[32], material.Key.ToArray());
        Assert.True(Kek.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await GenerateAsync(process));
    }

    [Fact]
    public async Task Opened_keys_are_bounded_and_the_oldest_go_first()
    {
        var process = Process(new() { MaxEntries = 3 });
        var made = new List<Made>();
        foreach (var tenant in new[] { "a", "b", "c", "d" })
        {
            made.Add(await MakeAsync(process, tenant));
            Time.Advance(TimeSpan.FromSeconds(1));
        }
        await AssertOpensAsync(process, made[3]);
        Assert.Equal(0, Kek.Unwrapped);
        await AssertOpensAsync(process, made[0]);
        Assert.Equal(1, Kek.Unwrapped);
    }

    /// <summary>A good name of a branch key, put first, must not hide the right one; it costs no more calls than there are keys.</summary>
    [Fact]
    public async Task The_right_version_is_found_among_others()
    {
        var process = Process();
        var first = await MakeAsync(process);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        var second = await MakeAsync(process);
        var missing = Named(Guid.NewGuid(), 1);
        var foreign = new EncryptedDataKey("aws-kms", "arn"u8, "blob"u8);
        using var opened = await Process().UnwrapAsync(Unwrapping(second) with { EncryptedDataKeys = [foreign, missing, first.Edk, second.Edk] }, Cancellation);
        Assert.Equal(second.Key, Convert.ToHexString(opened.Key));
        Assert.Equal(2, Kek.Unwrapped);
    }

    [Fact]
    public async Task A_refused_record_makes_no_call_when_its_version_is_known()
    {
        var process = Process();
        var made = await MakeAsync(process);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await process.UnwrapAsync(Unwrapping(made) with { Accept = _ => false }, Cancellation));
        Assert.Equal(0, Kek.Unwrapped);
    }

    /// <summary>Only if every one was refused for certain is it the record's fault.</summary>
    [Fact]
    public async Task An_unreachable_version_is_not_called_a_forgery()
    {
        var made = await MakeAsync(Process());
        await AssertUnavailableAsync(KeyUnavailableReason.NotFound, async () =>
            await Process().UnwrapAsync(Unwrapping(made) with { EncryptedDataKeys = [made.Edk, Named(made.BranchId, 2)], Accept = _ => false }, Cancellation));
    }

    [Theory]
    [InlineData("aws-kms", 20, 0)]
    [InlineData("kmsguard-branch", 19, 0)]
    [InlineData("kmsguard-branch", 21, 0)]
    [InlineData("kmsguard-branch", 20, 1)]
    [InlineData("kmsguard-branch", 20, 0)]      // version 0
    public async Task What_names_no_branch_key_makes_no_call(string provider, int infoSize, int ciphertextSize)
    {
        var edk = new EncryptedDataKey(provider, new byte[infoSize], new byte[ciphertextSize]);
        await AssertUnavailableAsync(KeyUnavailableReason.NotConfigured, async () =>
            await Process().UnwrapAsync(new UnwrapRequest(KeyName, Use("record"), 1, [edk], _ => true), Cancellation));
        Assert.Equal((0, 0), (Store.Calls, Kek.Unwrapped));
    }

    /// <summary>Each could cost a look into the store.</summary>
    [Fact]
    public async Task A_flood_of_names_of_branch_keys_costs_no_call()
    {
        var made = await MakeAsync(Process());
        var calls = Store.Calls;
        foreach (var count in new[] { 9, 65_535 })
        {
            var request = Unwrapping(made) with { EncryptedDataKeys = [.. Enumerable.Repeat(made.Edk, count)] };
            await Assert.ThrowsAsync<CiphertextFormatException>(async () => await Process().UnwrapAsync(request, Cancellation));
        }
        Assert.Equal((calls, 0), (Store.Calls, Kek.Unwrapped));
    }

    /// <summary>Who writes to the database can set the flag that adds the identity to the context: that must not make branch keys.</summary>
    [Fact]
    public async Task Reading_never_makes_a_branch_key()
    {
        var made = await MakeAsync(Process());
        await AssertUnavailableAsync(KeyUnavailableReason.NotFound, async () =>
            await Process().UnwrapAsync(Unwrapping(made) with { Context = Use("record", "t2") }, Cancellation));
        Assert.Single(Store.Rows);
        Assert.Equal(1, Kek.Generated);
    }

    [Theory]
    [InlineData("message/1:pii")]
    [InlineData("branch/1:pii")]
    [InlineData("record/1:cards")]
    [InlineData(null)]
    public async Task Other_uses_are_refused_before_any_call(string? use)
    {
        var context = use is null ? Tenant("t1") : EncryptionContext.FromChecked([.. Tenant("t1"), KeyValuePair.Create("kmsguard-use", use)]);
        var process = Process();
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await process.GenerateAsync(new DataKeyRequest(KeyName, context, 1, 1, 1), Cancellation));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await process.UnwrapAsync(new UnwrapRequest(KeyName, context, 1, [Named(Guid.NewGuid(), 1)], _ => true), Cancellation));
        Assert.Equal((0, 0), (Store.Calls, Kek.Generated));
    }

    [Fact]
    public async Task Other_suites_are_refused()
    {
        var process = Process();
        using var warm = await GenerateAsync(process);
        await Assert.ThrowsAsync<ArgumentException>(async () => await process.GenerateAsync(Request() with { Suite = 2 }, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await process.UnwrapAsync(new UnwrapRequest(KeyName, Use("record"), 2, warm.EncryptedDataKeys, _ => true), Cancellation));
    }

    [Fact]
    public async Task A_context_without_room_for_what_the_wrapping_adds_is_refused_before_the_key_service_is_called()
    {
        var context = EncryptionContext.FromChecked([KeyValuePair.Create("tenant", new string('x', 8140)), KeyValuePair.Create("kmsguard-use", "record/1:pii")]);
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Process().GenerateAsync(new DataKeyRequest(KeyName, context, 1, 1, 1), Cancellation));
        Assert.Equal(0, Kek.Generated);
    }

    [Fact]
    public void A_cache_or_a_hierarchy_inside_is_refused()
    {
        using var cache = new CachingKeyring(Kek);
        Assert.Throws<ArgumentException>(() => new HierarchicalKeyring(cache, Store));
        Assert.Throws<ArgumentException>(() => new HierarchicalKeyring(Process(), Store));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public void A_refresh_too_far_ahead_is_refused(int seconds) =>
        Assert.Throws<ArgumentException>(() => Process(new() { RefreshInterval = TimeSpan.FromSeconds(60), RefreshAhead = TimeSpan.FromSeconds(seconds) }));

    [Theory]
    [InlineData(0, 365, 10, 1)]
    [InlineData(90_000, 365, 10, 1)]
    [InlineData(60, 0, 10, 1)]
    [InlineData(60, 4000, 10, 1)]
    [InlineData(60, 365, 0, 1)]
    [InlineData(60, 365, 301, 1)]
    [InlineData(60, 365, 10, 0)]
    public void Limits_out_of_range_are_refused(int refreshSeconds, int rotateDays, int timeoutSeconds, int entries) =>
        Assert.Throws<ArgumentException>(() => Process(new() { RefreshInterval = TimeSpan.FromSeconds(refreshSeconds), RotateAfter = TimeSpan.FromDays(rotateDays), StoreTimeout = TimeSpan.FromSeconds(timeoutSeconds), MaxEntries = entries }));

    /// <summary>Which opened key serves: the bytes of a root are the same each time.</summary>
    private static KmsGuard.Keys.KeyMaterial MaterialOf(HierarchicalKeyring process)
    {
        using var lease = process.GenerateAsync(Request(), Cancellation).AsTask().GetAwaiter().GetResult();
        return lease.Material;
    }

    private static EncryptedDataKey Named(Guid id, byte version) => new("kmsguard-branch", [.. id.ToByteArray(bigEndian: true), 0, 0, 0, version], []);

    private static EncryptionContext Wrapping(BranchKeyRow row) =>
        KmsGuard.Keyrings.Hierarchical.BranchKeyFormat.WrappingContext(new(KeyName, Use("record")), row.BranchId, row.Version, row.Created);
}
