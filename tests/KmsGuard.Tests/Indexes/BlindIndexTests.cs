using KmsGuard.Tests.Keyrings.Hierarchical;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Indexes;

/// <summary>Blind indexes as an application uses them, over a hierarchy whose key service and store can be watched.</summary>
public sealed class BlindIndexTests : Hierarchies
{
    private RecordEncryptor Encryptor => field ??= new RecordEncryptor(Process());

    private static Member Ada(string tenant = "t1", int id = 1) => new()
    {
        Tenant = tenant, Id = id, Email = " Ada.Lovelace@Example.com", Phone = "+44 (20) 7946-0123", Alias = null, Balance = 12.50m, Born = new DateOnly(1815, 12, 10), Seen = new DateTimeOffset(2026, 11, 28, 9, 0, 0, TimeSpan.FromHours(1)), Note = "x",
    };

    [Fact]
    public async Task A_record_is_found_by_the_index_of_its_value()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        Assert.Equal(stored.EmailIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "ada.lovelace@example.COM ", "t1", Cancellation));
        Assert.Equal(stored.EmailIndex2, await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, " AdaLovelace@Examplecom", "t1", Cancellation));
        Assert.Equal(stored.PhoneIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "442079460123", "t1", Cancellation));
        Assert.Equal(stored.BalanceIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Balance, 12.5m, "t1", Cancellation));
        Assert.Equal(stored.BornIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Born, new DateOnly(1815, 1, 1), "t1", Cancellation));
        Assert.Equal(stored.SeenIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Seen, new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero), "t1", Cancellation));
        Assert.NotEqual(stored.PhoneIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "442079460124", "t1", Cancellation));
    }

    /// <summary>Version 1 keeps the leftmost 12 of 32 bits of an HMAC under a key of its own.</summary>
    [Fact]
    public async Task An_index_has_as_many_bits_as_it_says()
    {
        var seen = new HashSet<long>();
        for (var i = 0; i < 300; i++)
            seen.Add((await Encryptor.IndexAsync(EncryptedMember.Fields.Email, $"{i}", "t1", Cancellation)).Value);
        Assert.InRange(seen.Max(), 1 << 11, (1 << 12) - 1);
        Assert.True(seen.Count > 250, $"{seen.Count} of 300 values have an index of their own: far from evenly spread.");
        Assert.True((await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, "x", "t1", Cancellation)).Value >= 1 << 16);
    }

    [Fact]
    public async Task Tenant_model_field_and_version_each_have_a_key_of_their_own()
    {
        const string value = "0123456789";
        long[] indexes =
        [
            (await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, value, "t1", Cancellation)).Value,
            (await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, value, "t2", Cancellation)).Value,
            (await Encryptor.IndexAsync(EncryptedGuest.Fields.Phone, value, "t1", Cancellation)).Value,
            (await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, value, "t1", Cancellation)).Value,
            (await Encryptor.IndexAsync(EncryptedMember.Fields.Alias, value, "t1", Cancellation)).Value,
        ];
        Assert.Equal(indexes.Length, indexes.Distinct().Count());
        Assert.NotEqual((await Encryptor.IndexAsync(EncryptedMember.Fields.Email, value, "t1", Cancellation)).Value, indexes[3] >> 20);
    }

    [Fact]
    public async Task A_null_has_no_index_unless_it_is_authenticated()
    {
        var model = Ada();
        (model.Phone, model.Born) = (null, null);
        var stored = await Encryptor.EncryptAsync(model, Cancellation);
        Assert.Null(stored.PhoneIndex);
        Assert.Null(stored.BornIndex);
        Assert.Equal(stored.AliasLookup, await Encryptor.IndexAsync(EncryptedMember.Fields.Alias, null, "t1", Cancellation));
        Assert.NotEqual(stored.AliasLookup, await Encryptor.IndexAsync(EncryptedMember.Fields.Alias, "", "t1", Cancellation));
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, null, "t1", Cancellation));
        Assert.Contains("member.phone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_a_field_sets_its_indexes_with_it()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        var phone = stored.PhoneIndex;
        await Encryptor.SetFieldAsync(stored, EncryptedMember.Fields.Email, "new@example.com", Cancellation);
        Assert.Equal(await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "new@example.com", "t1", Cancellation), stored.EmailIndex);
        Assert.Equal(await Encryptor.IndexAsync(EncryptedMember.Indexes.EmailIndex2, "new@example.com", "t1", Cancellation), stored.EmailIndex2);
        Assert.Equal(phone, stored.PhoneIndex);
        await Encryptor.SetFieldAsync(stored, EncryptedMember.Fields.Phone, null, Cancellation);
        Assert.Null(stored.Phone);
        Assert.Null(stored.PhoneIndex);
    }

    [Fact]
    public async Task An_update_replaces_the_indexes()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        var changed = Ada();
        (changed.Email, changed.Phone) = ("new@example.com", null);
        await Encryptor.UpdateAsync(stored, changed, Cancellation);
        Assert.Equal(await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "new@example.com", "t1", Cancellation), stored.EmailIndex);
        Assert.Null(stored.PhoneIndex);
    }

    /// <summary>Index root first, data key second: whichever is missing, nothing of the record has changed.</summary>
    [Theory]
    [InlineData("record")]
    [InlineData("index")]
    public async Task A_failure_leaves_field_and_index_as_they_were(string missing)
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        var before = (stored.Email, stored.EmailIndex, stored.EmailIndex2, stored.RecordHeader);
        await DeleteBranchAsync(missing);
        var other = new RecordEncryptor(Process());
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await other.SetFieldAsync(stored, EncryptedMember.Fields.Email, "new@example.com", Cancellation));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await other.UpdateAsync(stored, Ada(), Cancellation));
        Assert.Equal(before, (stored.Email, stored.EmailIndex, stored.EmailIndex2, stored.RecordHeader));
    }

    [Fact]
    public async Task A_record_that_was_encrypted_anew_meanwhile_keeps_its_new_indexes()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        var gate = new TaskCompletionSource();
        Kek.Gate = gate.Task;
        var pending = new RecordEncryptor(Process()).SetFieldAsync(stored, EncryptedMember.Fields.Email, "late@example.com", Cancellation).AsTask();
        var newer = Ada();
        newer.Email = "newer@example.com";
        await Encryptor.UpdateAsync(stored, newer, Cancellation);
        gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pending);
        Assert.Equal(await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "newer@example.com", "t1", Cancellation), stored.EmailIndex);
        Assert.Equal("newer@example.com", (await Encryptor.DecryptAsync(stored, Cancellation)).Email);
    }

    [Fact]
    public async Task A_value_that_cannot_be_normalized_is_refused_before_any_call()
    {
        foreach (var text in new[] { "a\uD800", "\uDC00" })
        {
            var model = Ada();
            model.Email = text;
            await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.IndexAsync(EncryptedMember.Fields.Email, text, "t1", Cancellation));
            await Assert.ThrowsAsync<ArgumentException>(async () => await Encryptor.EncryptAsync(model, Cancellation));
            Assert.Equal(0, Kek.Calls);
        }
    }

    [Fact]
    public async Task Rotating_record_keys_moves_no_index()
    {
        var process = Process();
        var encryptor = new RecordEncryptor(process);
        var stored = await encryptor.EncryptAsync(Ada(), Cancellation);
        await process.RotateAsync(KeyName, Tenant("t1"), Cancellation);
        Time.Advance(TimeSpan.FromDays(400));      // past RotateAfter
        var later = await new RecordEncryptor(Process()).EncryptAsync(Ada(), Cancellation);
        Assert.NotEqual(stored.RecordHeader.Bytes[^6..^2].ToArray(), later.RecordHeader.Bytes[^6..^2].ToArray());      // the version of the branch key
        Assert.Equal((stored.EmailIndex, stored.EmailIndex2, stored.PhoneIndex, stored.AliasLookup), (later.EmailIndex, later.EmailIndex2, later.PhoneIndex, later.AliasLookup));
    }

    [Fact]
    public async Task Deleting_a_tenant_s_branch_key_ends_its_indexes()
    {
        var process = Process();
        var encryptor = new RecordEncryptor(process);
        var before = await encryptor.EncryptAsync(Ada(), Cancellation);
        var elsewhere = await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t2", Cancellation);
        await process.DeleteAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.Equal(KeyUnavailableReason.Deleted, (await Assert.ThrowsAsync<KeyUnavailableException>(async () => await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", Cancellation))).Reason);
        Assert.Equal(elsewhere, await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t2", Cancellation));
        await process.RecreateAsync(KeyName, Tenant("t1"), Cancellation);
        Assert.NotEqual(before.PhoneIndex, (await encryptor.EncryptAsync(Ada(), Cancellation)).PhoneIndex);
    }

    [Fact]
    public async Task A_thousand_callers_make_one_call_for_the_index_key()
    {
        var encryptor = Encryptor;
        var gate = new TaskCompletionSource();
        Kek.Gate = gate.Task;
        var pending = Enumerable.Range(0, 1000).Select(i => encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", Cancellation).AsTask()).ToArray();
        gate.SetResult();
        var indexes = await Task.WhenAll(pending);
        Assert.Single(indexes.Distinct());
        Assert.Equal(1, Kek.Calls);
        await encryptor.EvictAsync(KeyName, Cancellation);
        Assert.Equal(indexes[0], await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", Cancellation));
        Assert.Equal(2, Kek.Calls);
    }

    [Fact]
    public async Task Indexes_are_right_on_many_threads()
    {
        var expected = await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", Cancellation);
        var wrong = 0;
        await Parallel.ForAsync(0, 20_000, Cancellation, async (_, token) =>
        {
            if (await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", token) != expected)
                Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public async Task Indexes_are_computed_for_what_was_stored_without_them()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        var (first, second, phone, header) = (stored.EmailIndex, stored.EmailIndex2, stored.PhoneIndex, stored.RecordHeader);
        (stored.EmailIndex2, stored.PhoneIndex) = (null, null);
        await Encryptor.ReindexAsync(stored, Cancellation);
        Assert.Equal((first, second, phone, header), (stored.EmailIndex, stored.EmailIndex2, stored.PhoneIndex, stored.RecordHeader));
    }

    [Fact]
    public async Task Nothing_is_reindexed_of_a_record_that_was_tampered_with()
    {
        var stored = await Encryptor.EncryptAsync(Ada(), Cancellation);
        stored.EmailIndex = null;
        stored.Seen = (await Encryptor.EncryptAsync(Ada(id: 2), Cancellation)).Seen;      // the last of the indexed fields
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await Encryptor.ReindexAsync(stored, Cancellation));
        Assert.Null(stored.EmailIndex);
    }

    [Fact]
    public async Task A_model_that_moves_to_another_tenant_while_its_index_key_is_awaited_is_refused()
    {
        // The key of records is there already: only that of indexes is awaited.
        await Encryptor.EncryptAsync(new Movable { Tenant = "t1", Id = 1, Text = "x" }, Cancellation);
        var gate = new TaskCompletionSource();
        Kek.Gate = gate.Task;
        var model = new MovableWithIndex { Tenant = "t1", Id = 1, Text = "x" };
        var pending = Encryptor.EncryptAsync(model, Cancellation).AsTask();
        model.Tenant = "t2";
        gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pending);
    }

    [Fact]
    public async Task Without_keys_for_indexes_the_error_says_what_to_add()
    {
        using var cache = new CachingKeyring(Kek);
        var encryptor = new RecordEncryptor(cache);
        foreach (var action in new Func<Task>[]
        {
            async () => await encryptor.EncryptAsync(Ada(), Cancellation),
            async () => await encryptor.IndexAsync(EncryptedMember.Fields.Email, "x", "t1", Cancellation),
        })
            Assert.Contains("AddIndexKeys()", (await Assert.ThrowsAsync<InvalidOperationException>(action)).Message, StringComparison.Ordinal);
        Assert.Equal(0, Kek.Calls);
    }

    /// <summary>Records stay under the cache's data keys, indexes come from a store.</summary>
    [Fact]
    public async Task Index_keys_may_come_from_elsewhere_than_record_keys()
    {
        using var kek = new Keyrings.ScriptedKeyring("records");
        using var cache = new CachingKeyring(kek);
        var encryptor = new RecordEncryptor(cache, Process());
        var stored = await encryptor.EncryptAsync(Ada(), Cancellation);
        Assert.Equal((1, 1), (kek.Calls, Kek.Calls));
        Assert.Equal("records", System.Text.Encoding.UTF8.GetString(stored.RecordHeader.Bytes.Span.Slice(54, 7)));
        Assert.Equal(stored.PhoneIndex, await Encryptor.IndexAsync(EncryptedMember.Fields.Phone, Ada().Phone, "t1", Cancellation));
        await encryptor.EvictAsync(KeyName, Cancellation);
        await encryptor.SetFieldAsync(stored, EncryptedMember.Fields.Phone, "2", Cancellation);
        Assert.Equal((2, 3), (kek.Calls, Kek.Calls));
    }

    [Fact]
    public async Task An_index_key_is_never_that_of_records()
    {
        var process = Process();
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await process.IndexRootAsync(KeyName, Use("record"), Cancellation));
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await process.IndexRootAsync(KeyName, Tenant("t1"), Cancellation));
        Assert.Equal(0, Kek.Calls);
    }

    [Fact]
    public async Task A_missing_tenant_is_refused_before_any_call()
    {
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encryptor.IndexAsync(EncryptedMember.Fields.Email, "x", "", Cancellation));
        Assert.Equal(0, Kek.Calls);
    }

    private async Task DeleteBranchAsync(string use)
    {
        var usage = use == "record" ? BranchKeyUsage.Record : BranchKeyUsage.Index;
        var row = Store.Rows.Single(row => row.Usage == usage);
        Assert.True(await Store.TryReplaceAsync(row, ReadOnlyMemory<byte>.Empty, Cancellation));
    }
}
