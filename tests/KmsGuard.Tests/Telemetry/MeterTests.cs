using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using KmsGuard.Tests.Keyrings;
using KmsGuard.Tests.Models;

namespace KmsGuard.Tests.Telemetry;

/// <summary>Runs alone: while somebody listens, counting costs allocations, and other tests count those.</summary>
[CollectionDefinition(nameof(MeterTests), DisableParallelization = true)]
[Collection(nameof(MeterTests))]
public class MeterTests
{
    [Fact]
    public async Task KEK_operations_and_cache_requests_are_counted()
    {
        var folder = Directory.CreateTempSubdirectory("kmsguard-");
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = Listen(counts);
        try
        {
            using var cache = new CachingKeyring(LocalKeyring.ForDevelopment(Path.Combine(folder.FullName, "dev.key")));
            var encryptor = new RecordEncryptor(cache);
            var stored = await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "one" });
            await encryptor.EncryptAsync(new Visit { Tenant = "t1", Text = "two" });
            await encryptor.DecryptAsync(stored);
            await cache.EvictAsync("default");
            await encryptor.DecryptAsync(stored);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["kmsguard.data_key.held/encrypt"] = 0,
                ["kmsguard.data_key.held/decrypt"] = 0,
                ["kmsguard.data_key.records"] = 2,
                ["kmsguard.data_key.bytes"] = 6,
                ["kmsguard.data_key.cache/generate/miss"] = 1,
                ["kmsguard.kek.operations/local/generate/success/default"] = 1,
                ["kmsguard.data_key.cache/generate/hit"] = 1,
                ["kmsguard.data_key.cache/unwrap/hit"] = 1,
                ["kmsguard.data_key.cache/unwrap/miss"] = 1,
                ["kmsguard.kek.operations/local/unwrap/success/default"] = 1,
            }.OrderBy(pair => pair.Key),
            counts.OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task Keys_of_indexes_are_not_counted_as_data_keys()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var hierarchy = new HierarchicalKeyring(new ScriptedKeyring(), new InMemoryBranchKeyStore());
        var encryptor = new RecordEncryptor(hierarchy);
        using var listener = Listen(counts);
        await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "1", "t1", TestContext.Current.CancellationToken);
        await encryptor.IndexAsync(EncryptedMember.Fields.Phone, "2", "t1", TestContext.Current.CancellationToken);
        Assert.Equal(
            [("kmsguard.data_key.cache/index/hit", 1L), ("kmsguard.data_key.cache/index/miss", 1)],
            counts.Where(count => count.Key.StartsWith("kmsguard.data_key", StringComparison.Ordinal)).Select(count => (count.Key, count.Value)).Order());
    }

    [Fact]
    public async Task Versions_of_branch_keys_are_counted_by_occasion()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = Listen(counts);
        var tenant = EncryptionContext.Create([new("tenant", "t1")]);
        using var hierarchy = new HierarchicalKeyring(new ScriptedKeyring(), new InMemoryBranchKeyStore());
        await hierarchy.RotateAsync("pii", tenant, TestContext.Current.CancellationToken);
        await hierarchy.RotateAsync("pii", tenant, TestContext.Current.CancellationToken);
        await hierarchy.RotateAsync("pii", tenant, TestContext.Current.CancellationToken);
        await hierarchy.DeleteAsync("pii", tenant, TestContext.Current.CancellationToken);
        await hierarchy.RecreateAsync("pii", tenant, TestContext.Current.CancellationToken);
        Assert.Equal(
            [("kmsguard.branch_key.versions/again", 2L), ("kmsguard.branch_key.versions/first", 1), ("kmsguard.branch_key.versions/rotation", 2)],
            counts.Where(count => count.Key.StartsWith("kmsguard.branch_key", StringComparison.Ordinal)).Select(count => (count.Key, count.Value)).Order());
    }

    private static MeterListener Listen(ConcurrentDictionary<string, long> counts)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "KmsGuard")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name;
            foreach (var (_, tag) in tags)
                name += "/" + tag;
            counts.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }
}
