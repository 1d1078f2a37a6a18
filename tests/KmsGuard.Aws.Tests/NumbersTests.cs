using Amazon.Runtime;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>What AWS bills, counted.</summary>
public class NumbersTests
{
    /// <summary>Of draws that hold both kinds of fault; the least that 21 % of faults allow is 1.27 calls a record in the long run.</summary>
    private const int Seed = 8;

    private readonly TestKms _kms = new();

    [Fact]
    public async Task Without_a_cache_every_record_costs_a_call()
    {
        using var client = _kms.CreateClient();
        var keyring = Data.Keyring(client, _kms.CreateKey());
        for (var i = 0; i < 1_000; i++)
            (await keyring.GenerateAsync(Data.New(Tenant(i % 10)))).Dispose();
        Assert.Equal(1_000, _kms.Calls.Count);
    }

    [Fact]
    public async Task With_a_cache_100_000_records_of_10_tenants_cost_10_calls()
    {
        using var client = _kms.CreateClient();
        using var cache = new CachingKeyring(Data.Keyring(client, _kms.CreateKey()));
        var tenants = Enumerable.Range(0, 10).Select(Tenant).ToArray();
        var stored = new List<(byte[] Key, EncryptedDataKey[] Edks)>();
        for (var i = 0; i < 100_000; i++)
        {
            using var lease = await cache.GenerateAsync(Data.New(tenants[i % 10]));
            if (i < 10)
                stored.Add((lease.Key.ToArray(), [.. lease.EncryptedDataKeys]));
        }
        Assert.Equal(10, _kms.CountCalls("GenerateDataKey"));

        // Another process opens them.
        using var reader = new CachingKeyring(Data.Keyring(client, _kms.Calls[0].KeyId!));
        for (var i = 0; i < 100_000; i++)
            (await reader.UnwrapAsync(Data.Stored(stored[i % 10].Key, stored[i % 10].Edks, tenants[i % 10]))).Dispose();
        Assert.Equal(10, _kms.CountCalls("Decrypt"));
        Assert.Equal(20, _kms.Calls.Count);
    }

    [Fact]
    public async Task A_thousand_first_requests_at_once_make_one_call()
    {
        using var client = _kms.CreateClient();
        var arn = _kms.CreateKey();
        using var cache = new CachingKeyring(Data.Keyring(client, arn));
        _kms.Faults.HangNext(1);
        var making = Enumerable.Range(0, 1_000).Select(_ => cache.GenerateAsync(Data.New()).AsTask()).ToArray();
        _kms.Faults.Clear();
        var leases = await Task.WhenAll(making).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["GenerateDataKey"], _kms.Calls.Select(call => call.EventName));

        var (key, edks) = (leases[0].Key.ToArray(), leases[0].EncryptedDataKeys);
        using var reader = new CachingKeyring(Data.Keyring(client, arn));
        _kms.Faults.HangNext(1);
        var opening = Enumerable.Range(0, 1_000).Select(_ => reader.UnwrapAsync(Data.Stored(key, edks)).AsTask()).ToArray();
        _kms.Faults.Clear();
        foreach (var lease in leases.Concat(await Task.WhenAll(opening).WaitAsync(TimeSpan.FromSeconds(30))))
            lease.Dispose();
        Assert.Equal(["GenerateDataKey", "Decrypt"], _kms.Calls.Select(call => call.EventName));
    }

    /// <summary>A client with enough retries: what is lost on the way is only asked again. The n-th call fares the same in every run.</summary>
    [Fact]
    public async Task With_a_fifth_throttled_and_a_hundredth_reset_no_record_fails()
    {
        const int Records = 100;
        using var client = _kms.CreateClient(configure: config =>
        {
            config.RetryMode = RequestRetryMode.Standard;
            config.MaxErrorRetry = 10;
        });
        var keyring = Data.Keyring(client, _kms.CreateKey());
        _kms.Faults.Random(0.2, 0.01, seed: Seed);
        await Parallel.ForAsync(0, Records, new ParallelOptions { MaxDegreeOfParallelism = 90 }, async (_, cancellationToken) =>
            (await keyring.GenerateAsync(Data.New(), cancellationToken)).Dispose());
        Assert.Equal(Records, _kms.Calls.Count(call => call.ErrorCode is null));
        Assert.Contains(_kms.Calls, call => call.ErrorCode == "ThrottlingException");
        Assert.Contains(_kms.Calls, call => call.ErrorCode == "ConnectionReset");
        Assert.InRange(_kms.Calls.Count, Records, Records * 13 / 10);
    }

    /// <summary>Behind a cache the client's own settings do: the cache asks again for what the client has given up.</summary>
    [Fact]
    public async Task With_a_fifth_throttled_and_a_hundredth_reset_no_record_behind_a_cache_fails()
    {
        const int Tenants = 100;
        using var client = _kms.CreateClient();
        using var cache = new CachingKeyring(Data.Keyring(client, _kms.CreateKey()));
        _kms.Faults.Random(0.2, 0.01, seed: Seed);
        await Parallel.ForAsync(0, 100 * Tenants, new ParallelOptions { MaxDegreeOfParallelism = 1_000 }, async (i, cancellationToken) =>
            (await cache.GenerateAsync(Data.New(Tenant(i % Tenants)), cancellationToken)).Dispose());
        Assert.Equal(Tenants, _kms.Calls.Count(call => call.ErrorCode is null));
        Assert.InRange(_kms.Calls.Count, Tenants, Tenants * 13 / 10);
    }

    private static EncryptionContext Tenant(int i) => EncryptionContext.Of(("tenant", $"t{i}"));
}
