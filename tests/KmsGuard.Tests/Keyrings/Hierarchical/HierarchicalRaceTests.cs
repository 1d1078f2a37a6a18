using System.Collections.Concurrent;
using KmsGuard.Keys;

namespace KmsGuard.Tests.Keyrings.Hierarchical;

public sealed class HierarchicalRaceTests : Hierarchies
{
    /// <summary>Threads that encrypt, decrypt, rotate, delete, make again, cancel and evict until the keyring is disposed under them: every lease is counted, so that in the end every branch key and every root is wiped, and nobody got a wrong one.</summary>
    [Fact]
    public async Task After_everything_no_key_is_left()
    {
        for (var round = 0; round < 3; round++)
        {
            var watched = new WatchedKeyring(Kek);
            var process = new HierarchicalKeyring(watched, Store, new() { MaxEntries = 3, RefreshInterval = TimeSpan.FromSeconds(1), RefreshAhead = TimeSpan.FromSeconds(0.4) }, Time);
            var steps = 0;
            var tenants = Enumerable.Range(0, 5).Select(tenant => $"r{round}t{tenant}").ToArray();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    using var impatient = new CancellationTokenSource();
                    if (i % 7 == 0)
                        impatient.CancelAfter(TimeSpan.FromTicks(i));
                    if (thread == 0)
                        Time.Advance(TimeSpan.FromMilliseconds(20));
                    if (Interlocked.Increment(ref steps) == 2000)
                        process.Dispose();
                    var tenant = tenants[(thread + i) % tenants.Length];
                    try
                    {
                        await (((i * 8) + thread) switch
                        {
                            var n when n % 101 == 0 => process.EvictAsync(KeyName, Cancellation).AsTask(),
                            var n when n % 103 == 0 => process.RotateAsync(KeyName, Tenant(tenant), Cancellation),
                            var n when n % 211 == 0 => process.DeleteAsync(KeyName, Tenant(tenant), Cancellation),
                            var n when n % 10 == 0 => process.RecreateAsync(KeyName, Tenant(tenant), Cancellation),
                            _ => Task.CompletedTask,
                        });
                        using var made = await process.GenerateAsync(Request(tenant), impatient.Token);
                        watched.Materials.Add(made.Material);
                        var key = made.Key.ToArray();
                        Assert.NotEqual(new byte[32], key);
                        using var read = await process.UnwrapAsync(new UnwrapRequest(KeyName, Use("record", tenant), 1, made.EncryptedDataKeys, _ => i % 11 != 0), impatient.Token);
                        Assert.Equal(key, read.Key.ToArray());
                    }
                    catch (Exception e) when (e is OperationCanceledException or CiphertextAuthenticationException or ObjectDisposedException or KeyUnavailableException { Reason: KeyUnavailableReason.Deleted })
                    {
                    }
                }
            }))).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            await Eventually.HoldsAsync(() => watched.UnderWay == 0);
            await Eventually.HoldsAsync(() => watched.Materials.All(material => material.Key.SequenceEqual(new byte[32])));
            Assert.True(watched.Materials.Count > 500, $"Only {watched.Materials.Count} keys were seen.");
        }
    }

    /// <summary>Remembers every key that it gave.</summary>
    private sealed class WatchedKeyring(IKeyring inner) : IKeyring
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public ConcurrentBag<KeyMaterial> Materials { get; } = [];

        public ValueTask<DataKeyLease> GenerateAsync(DataKeyRequest request, CancellationToken cancellationToken = default) =>
            WatchAsync(() => inner.GenerateAsync(request, cancellationToken));

        public ValueTask<DataKeyLease> UnwrapAsync(UnwrapRequest request, CancellationToken cancellationToken = default) =>
            WatchAsync(() => inner.UnwrapAsync(request, cancellationToken));

        private async ValueTask<DataKeyLease> WatchAsync(Func<ValueTask<DataKeyLease>> call)
        {
            Interlocked.Increment(ref _underWay);
            try
            {
                await Task.Yield();
                var lease = await call();
                Materials.Add(lease.Material);
                return lease;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }
}
