using System.Security.Cryptography;
using System.Text;

namespace KmsGuard.Tests.Keyrings;

public class RawAesProviderInfoTests
{
    private static readonly byte[] Name = Encoding.ASCII.GetBytes("kek-1");

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    public void It_is_name_tag_bits_IV_size_and_IV(int ivSize)
    {
        var iv = RandomNumberGenerator.GetBytes(ivSize);
        var info = new byte[RawAesProviderInfo.SizeOf(Name.Length, ivSize)];
        RawAesProviderInfo.Write(info, Name, iv);
        Assert.Equal([.. Name, 0, 0, 0, 128, 0, 0, 0, (byte)ivSize, .. iv], info);
        Assert.True(RawAesProviderInfo.TryReadIv(info, Name, ivSize, out var read));
        Assert.Equal(iv, read.ToArray());
    }

    /// <summary>A tag that is said to be shorter is not ours: some HSMs would check no more of it.</summary>
    [Fact]
    public void Any_other_name_size_or_tag_is_not_read()
    {
        var info = new byte[RawAesProviderInfo.SizeOf(Name.Length, 12)];
        RawAesProviderInfo.Write(info, Name, new byte[12]);
        for (var i = 0; i < Name.Length + 8; i++)
        {
            var changed = info.ToArray();
            changed[i] ^= 1;
            Assert.False(RawAesProviderInfo.TryReadIv(changed, Name, 12, out _));
        }
        for (var size = 0; size < info.Length; size++)
            Assert.False(RawAesProviderInfo.TryReadIv(info.AsSpan(0, size), Name, 12, out _));
        Assert.False(RawAesProviderInfo.TryReadIv([.. info, 0], Name, 12, out _));
        Assert.False(RawAesProviderInfo.TryReadIv(info, Name, 16, out _));
        Assert.False(RawAesProviderInfo.TryReadIv(info, Name.AsSpan(0, 4), 12, out _));
        Assert.False(RawAesProviderInfo.TryReadIv(info, Name.AsSpan(0, 1), 16, out _));
    }

    [Fact]
    public void A_destination_of_another_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RawAesProviderInfo.Write(new byte[24], Name, new byte[12]));
        Assert.Throws<ArgumentException>(() => RawAesProviderInfo.Write(new byte[26], Name, new byte[12]));
    }
}
