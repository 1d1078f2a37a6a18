using System.Security.Cryptography;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Keyrings;

/// <summary>What caching is for: calls to the key service for 100,000 records of 10 tenants, counted.</summary>
public sealed class CallCountTests
{
    private const int Records = 100_000;
    private const int Tenants = 10;

    [Fact]
    public async Task Without_a_cache_every_record_costs_a_call()
    {
        var counting = new CountingKeyring();
        await EncryptAsync(counting);
        Assert.Equal(Records, counting.Generated);
    }

    [Fact]
    public async Task With_ten_thousand_records_a_key_it_is_a_call_for_each_tenant()
    {
        var counting = new CountingKeyring();
        using var cache = new CachingKeyring(counting, new() { MaxRecords = Records / Tenants });
        await EncryptAsync(cache);
        Assert.Equal(Tenants, counting.Generated);
        Assert.Equal(0, counting.Unwrapped);
    }

    /// <summary>A second process, which has none of the keys in its cache: a call for each data key, not for each record.</summary>
    [Fact]
    public async Task Reading_costs_a_call_for_each_data_key()
    {
        var counting = new CountingKeyring();
        using var writing = new CachingKeyring(counting, new() { MaxRecords = 100 });
        var writer = new RecordEncryptor(writing);
        var stored = new List<EncryptedVisit>();
        for (var i = 0; i < 1000; i++)
            stored.Add(await writer.EncryptAsync(new Visit { Tenant = $"t{i % 2}", Text = "text" }));
        using var reading = new CachingKeyring(counting);
        foreach (var record in stored)
            await new RecordEncryptor(reading).DecryptAsync(record);
        Assert.Equal((10, 10), (counting.Generated, counting.Unwrapped));
    }

    private static async Task EncryptAsync(IKeyring keyring)
    {
        var encryptor = new RecordEncryptor(keyring);
        for (var i = 0; i < Records; i++)
            await encryptor.EncryptAsync(new Visit { Tenant = $"t{i % Tenants}", Text = "text" });
    }

    /// <summary>Counts, and keeps nothing: its one key is wrapped by a number.</summary>
    private sealed class CountingKeyring : IKeyring
    {
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

        public int Generated { get; private set; }

        public int Unwrapped { get; private set; }

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) =>
            new(DataKeyLease.Create(_key, [new EncryptedDataKey("counting", [], BitConverter.GetBytes(++Generated))]));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default)
        {
            Unwrapped++;
            var lease = DataKeyLease.Create(_key, request.EncryptedDataKeys);
            return request.Judge(lease) ? new(lease) : throw new CiphertextAuthenticationException();
        }
    }
}
