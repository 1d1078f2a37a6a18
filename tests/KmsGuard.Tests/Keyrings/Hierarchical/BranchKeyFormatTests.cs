using KmsGuard.Keyrings.Hierarchical;

namespace KmsGuard.Tests.Keyrings.Hierarchical;

/// <summary>The known answers of docs/formats.md, computed by Node and Python; tests/KmsGuard.Interop.Tests has the whole chain.</summary>
public sealed class BranchKeyFormatTests
{
    private static readonly Guid Id = new("40414243-4445-4647-4849-4a4b4c4d4e4f");

    [Theory]
    [InlineData(BranchKeyUsage.Record, "11D3884B8DE6D9D28D65D5BA715298A8778FC617E66B8B487F52A30E9D8AF384")]
    [InlineData(BranchKeyUsage.Index, "30B6CD33CECEBC3FA797C7601B92A5B94241FED019D4BA84CD09DEB3EB2CB15E")]
    public void Roots_are_the_known_ones(BranchKeyUsage usage, string root)
    {
        using var branchKey = DataKeyLease.Create(Convert.FromHexString("606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"), [new EncryptedDataKey("p", "i"u8, "c"u8)]);
        using var derived = BranchKeyFormat.DeriveRoot(branchKey, usage, Id, 1);
        Assert.Equal(root, Convert.ToHexString(derived.Key));
        Assert.Equal(new EncryptedDataKey("kmsguard-branch", Convert.FromHexString("404142434445464748494a4b4c4d4e4f00000001"), []), Assert.Single(derived.EncryptedDataKeys));
    }

    [Theory]
    [InlineData("record", "758ebd8aaeef5ab9a2d938740593221544cf78d7d0cee14bb76075bef78a64ec")]
    [InlineData("index", "fafb57ad9c1d0b230758a59a2420926f2a47e65e8974cec372795b796ad0985e")]
    public void Partitions_are_the_known_ones(string use, string partition) =>
        Assert.Equal(partition, new Branch("pii", EncryptionContext.FromChecked([KeyValuePair.Create("tenant", "t1"), KeyValuePair.Create("kmsguard-use", use + "/1:pii")])).Partition);

    /// <summary>HMAC pads its key with zeros: only the check of the length tells these from 32 bytes.</summary>
    [Fact]
    public void A_branch_key_of_24_bytes_is_refused()
    {
        using var branchKey = DataKeyLease.Create(new byte[24], [new EncryptedDataKey("p", "i"u8, "c"u8)]);
        Assert.Throws<InvalidOperationException>(() => BranchKeyFormat.DeriveRoot(branchKey, BranchKeyUsage.Record, Id, 1));
    }
}
