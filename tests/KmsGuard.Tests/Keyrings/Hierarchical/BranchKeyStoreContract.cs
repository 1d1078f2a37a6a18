namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>What a <see cref="HierarchicalKeyring"/> relies on in every store; each store's tests derive from this.</summary>
public abstract class BranchKeyStoreContract
{
    private static readonly DateTimeOffset Created = new(2026, 11, 24, 12, 34, 56, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The store, the same rows whenever it is asked for.</summary>
    protected abstract IBranchKeyStore Store { get; }

    [Fact]
    public async Task A_partition_without_rows_is_empty()
    {
        var partition = NewPartition();
        Assert.Null(await Store.FindLatestAsync(partition, Cancellation));
        Assert.Empty(await Store.ListAsync(partition, Cancellation));
    }

    /// <summary>All of it is authenticated: what comes back is exactly what went in.</summary>
    [Theory]
    [InlineData("0001-01-01T00:00:00Z", 1)]
    [InlineData("2026-03-29T02:30:00Z", 12_849)]      // an hour that daylight saving leaves out in much of Europe
    [InlineData("9999-12-31T23:59:59Z", 0)]
    public async Task A_row_comes_back_as_it_was_added(string created, int size)
    {
        var row = new BranchKeyRow
        {
            Partition = NewPartition(),
            Version = int.MaxValue,
            BranchId = new Guid("fedcba98-7654-3210-0123-456789abcdef"),
            KeyName = new string('é', 62) + " \u00DF'\";-- ",
            Usage = BranchKeyUsage.Index,
            Created = DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture),
            WrappedKey = Enumerable.Range(0, size).Select(i => (byte)i).ToArray(),
        };
        Assert.True(await Store.TryAddAsync(row, Cancellation));
        Assert.Equivalent(Flat(row), Flat(await Store.FindLatestAsync(row.Partition, Cancellation)), strict: true);
        Assert.Equivalent(Flat(row), Flat(Assert.Single(await Store.ListAsync(row.Partition, Cancellation))), strict: true);
    }

    [Fact]
    public async Task A_second_row_with_one_key_is_not_added()
    {
        var row = Row(NewPartition(), 1, 0xA1);
        Assert.True(await Store.TryAddAsync(row, Cancellation));
        Assert.False(await Store.TryAddAsync(Row(row.Partition, 1, 0xA2), Cancellation));
        Assert.Equivalent(Flat(row), Flat(Assert.Single(await Store.ListAsync(row.Partition, Cancellation))), strict: true);
    }

    /// <summary>By number, not by text or by the order of insertion.</summary>
    [Fact]
    public async Task The_latest_is_the_highest_version()
    {
        var (partition, other) = (NewPartition(), NewPartition());
        foreach (var version in new[] { 9, 10, 1, 2 })
            Assert.True(await Store.TryAddAsync(Row(partition, version, 0xA1), Cancellation));
        Assert.True(await Store.TryAddAsync(Row(other, 11, 0xA1), Cancellation));
        Assert.Equal(10, (await Store.FindLatestAsync(partition, Cancellation))!.Version);
        Assert.Equal([1, 2, 9, 10], (await Store.ListAsync(partition, Cancellation)).Select(row => row.Version).Order());
    }

    [Fact]
    public async Task A_key_is_replaced_only_if_it_is_the_expected_one()
    {
        var row = Row(NewPartition(), 1, 0xA1);
        var neighbour = Row(row.Partition, 2, 0xA1);
        Assert.False(await Store.TryReplaceAsync(row, new byte[] { 0xA2 }, Cancellation));
        await Store.TryAddAsync(row, Cancellation);
        await Store.TryAddAsync(neighbour, Cancellation);
        Assert.False(await Store.TryReplaceAsync(Row(row.Partition, 1, 0xA0), new byte[] { 0xA2 }, Cancellation));
        Assert.False(await Store.TryReplaceAsync(Row(row.Partition, 1, 0xA0), new byte[] { 0xA0 }, Cancellation));
        Assert.True(await Store.TryReplaceAsync(row, new byte[] { 0xA2 }, Cancellation));
        Assert.False(await Store.TryReplaceAsync(row, new byte[] { 0xA3 }, Cancellation));
        Assert.True(await Store.TryReplaceAsync(Row(row.Partition, 1, 0xA2), ReadOnlyMemory<byte>.Empty, Cancellation));
        var rows = await Store.ListAsync(row.Partition, Cancellation);
        Assert.Equivalent(Flat(row.WithWrappedKey(default)), Flat(rows.Single(one => one.Version == 1)), strict: true);
        Assert.Equivalent(Flat(neighbour), Flat(rows.Single(one => one.Version == 2)), strict: true);
    }

    [Fact]
    public async Task Of_many_who_add_at_once_one_succeeds()
    {
        var partition = NewPartition();
        var rows = Enumerable.Range(0, 16).Select(i => Row(partition, 1, (byte)i)).ToArray();
        var added = await Task.WhenAll(rows.Select(row => Task.Run(async () => await Store.TryAddAsync(row, Cancellation))));
        var winner = rows[Assert.Single(Enumerable.Range(0, rows.Length), i => added[i])];
        Assert.Equivalent(Flat(winner), Flat(Assert.Single(await Store.ListAsync(partition, Cancellation))), strict: true);
    }

    [Fact]
    public async Task Of_many_who_replace_at_once_one_succeeds()
    {
        var row = Row(NewPartition(), 1, 0xFF);
        await Store.TryAddAsync(row, Cancellation);
        var replaced = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => await Store.TryReplaceAsync(row, new[] { (byte)i }, Cancellation))));
        var winner = (byte)Assert.Single(Enumerable.Range(0, 16), i => replaced[i]);
        Assert.Equal([winner], (await Store.FindLatestAsync(row.Partition, Cancellation))!.WrappedKey.ToArray());
    }

    [Fact]
    public async Task What_was_cancelled_before_does_nothing()
    {
        var row = Row(NewPartition(), 1, 0xA1);
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.TryAddAsync(row, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.FindLatestAsync(row.Partition, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListAsync(row.Partition, cancelled));
        Assert.True(await Store.TryAddAsync(row, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.TryReplaceAsync(row, new byte[] { 0xA2 }, cancelled));
        Assert.Equal([0xA1], (await Store.FindLatestAsync(row.Partition, Cancellation))!.WrappedKey.ToArray());
    }

    /// <summary>A caller's buffer may come to hold something else.</summary>
    [Fact]
    public async Task A_row_keeps_what_it_was_given()
    {
        var buffer = new byte[] { 0xA1 };
        var row = Row(NewPartition(), 1, 0).WithWrappedKey(buffer);
        await Store.TryAddAsync(row, Cancellation);
        buffer[0] = 0;
        Assert.Equal([0xA1], (await Store.FindLatestAsync(row.Partition, Cancellation))!.WrappedKey.ToArray());
    }

    protected static string NewPartition() => Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();

    private static BranchKeyRow Row(string partition, int version, byte key) => new()
    {
        Partition = partition,
        Version = version,
        BranchId = new Guid(Enumerable.Repeat(key, 16).ToArray()),
        KeyName = "pii",
        Usage = BranchKeyUsage.Record,
        Created = Created,
        WrappedKey = new[] { key },
    };

    private static object? Flat(BranchKeyRow? row) => row is null ? null : new
    {
        row.Partition,
        row.Version,
        row.BranchId,
        row.KeyName,
        row.Usage,
        row.Created.UtcTicks,
        row.Created.Offset,
        row.IsDeleted,
        Key = Convert.ToHexString(row.WrappedKey.Span),
    };
}
