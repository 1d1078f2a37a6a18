using System.Security.Cryptography;
using KmsGuard.Keys;

namespace KmsGuard.Tests.Keys;

public class DataKeyLeaseTests
{
    private static readonly EncryptedDataKey Edk = new("p", "i"u8, "c"u8);

    [Fact]
    public void A_lease_holds_a_copy_of_the_key()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var expected = key.ToArray();
        using var lease = DataKeyLease.Create(key, [Edk]);
        key.AsSpan().Clear();
        Assert.Equal(expected, lease.Key.ToArray());
    }

    [Fact]
    public void The_key_is_zeroed_with_the_last_lease_and_not_before()
    {
        var lease = DataKeyLease.Create([.. Enumerable.Repeat((byte)7, 32)], [Edk]);
        var material = lease.Material;
        Assert.True(lease.TryDuplicate(out var second));
        lease.Dispose();
        Assert.All(second.Key.ToArray(), b => Assert.Equal(7, b));
        second.Dispose();
        Assert.All(material.Key.ToArray(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Disposing_a_lease_or_its_copy_again_takes_nothing_from_others()
    {
        var lease = DataKeyLease.Create([.. Enumerable.Repeat((byte)7, 32)], [Edk]);
        Assert.True(lease.TryDuplicate(out var other));
        var copy = lease;
        lease.Dispose();
        lease.Dispose();
        copy.Dispose();
        // The cell of the first lease serves a third one; the stale lease must not end it either.
        Assert.True(other.TryDuplicate(out var third));
        lease.Dispose();
        other.Dispose();
        Assert.Equal(7, third.Key[0]);
        third.Dispose();
    }

    [Fact]
    public void A_lease_that_is_over_gives_nothing()
    {
        var lease = DataKeyLease.Create(new byte[32], [Edk]);
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Key.Length);
        Assert.Throws<ObjectDisposedException>(() => lease.EncryptedDataKeys);
        Assert.False(lease.TryDuplicate(out _));
        Assert.Throws<ObjectDisposedException>(() => default(DataKeyLease).Key.Length);
        Assert.False(default(DataKeyLease).TryDuplicate(out _));
        default(DataKeyLease).Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(31)]
    [InlineData(33)]
    public void Keys_of_other_lengths_are_refused(int length) =>
        Assert.Throws<ArgumentException>(() => DataKeyLease.Create(new byte[length], [Edk]));

    [Fact]
    public void A_lease_needs_an_encrypted_data_key() =>
        Assert.Throws<ArgumentException>(() => DataKeyLease.Create(new byte[32], []));

    /// <summary>Threads that take, use and end leases while the owner lets go: nobody ever derives from a wiped key, and in the end it is wiped.</summary>
    [Fact]
    public void Eviction_under_load_never_gives_a_wrong_derivation()
    {
        for (var round = 0; round < 20; round++)
        {
            var owner = DataKeyLease.Create([.. Enumerable.Repeat((byte)7, 32)], [Edk]);
            var material = owner.Material;
            var expected = HMACSHA512.HashData(owner.Key, "input"u8);
            var wrong = 0;
            var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                Span<byte> output = stackalloc byte[64];
                while (owner.TryDuplicate(out var lease))
                {
                    lease.Material.Hmac(lease.Cell, "input"u8, output);
                    if (!output.SequenceEqual(expected))
                        Interlocked.Increment(ref wrong);
                    lease.Dispose();
                }
            })).ToArray();
            foreach (var thread in threads)
                thread.Start();
            Thread.Sleep(2);
            owner.Dispose();
            foreach (var thread in threads)
                thread.Join();
            Assert.Equal(0, wrong);
            Assert.Equal(new byte[32], material.Key.ToArray());
        }
    }
}
