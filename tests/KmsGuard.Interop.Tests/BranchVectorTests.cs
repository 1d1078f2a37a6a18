using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>The golden branch keys: opened by the runtime from a store, and recomputed without it.</summary>
public sealed class BranchVectorTests
{
    public static TheoryData<string> WithRecords() => [.. BranchVectors.All.Branches.Where(branch => branch.Record is not null).Select(branch => branch.Name)];

    /// <summary>From row to field: whatever of the format changes, this fails.</summary>
    [Theory, MemberData(nameof(WithRecords))]
    public async Task A_golden_branch_opens_its_record(string name)
    {
        var branch = BranchVectors.All.Branches.Single(branch => branch.Name == name);
        var store = new InMemoryBranchKeyStore();
        await store.TryAddAsync(branch.Row, TestContext.Current.CancellationToken);
        using var hierarchy = new HierarchicalKeyring(VectorKeyrings.All(), store);
        var schema = VectorSchema.Of(branch.Record!);
        var model = await RecordOperations.DecryptAsync(new RecordEncryptor(hierarchy), schema, RecordVectorTests.Stored(branch.Record!), null, TestContext.Current.CancellationToken);
        var (field, expected) = (Assert.Single(schema.Fields), Assert.Single(branch.Record!.Fields));
        Assert.Equal(Vectors.Normal(expected.Value), Vectors.Normal(field.Field.Print(model.Values[field.Name])));
    }

    [Fact]
    public void The_vectors_hold_by_the_base_class_library_alone() => Assert.All(BranchVectors.All.Branches, branch =>
    {
        byte[] branchKey = Convert.FromHexString(branch.BranchKey), version = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(version, branch.Version);
        byte[] info = [.. branch.BranchId.ToByteArray(bigEndian: true), .. version];
        Assert.Equal(branch.Info, Convert.ToHexStringLower(info));
        byte[] context = [branch.Use == "record" ? (byte)1 : (byte)2, .. info];
        var derived = SP800108HmacCounterKdf.DeriveBytes(branchKey, HashAlgorithmName.SHA512, Encoding.ASCII.GetBytes("KmsGuard branch"), context, 64);
        Assert.Equal(branch.Root, Convert.ToHexStringLower(derived.AsSpan(0, 32)));
        Assert.Equal(derived, HMACSHA512.HashData(branchKey, Convert.FromHexString(branch.Input)));

        byte[] wrapped = Convert.FromHexString(branch.WrappedKey), opened = new byte[32];
        using var gcm = new AesGcm(Convert.FromHexString(BranchVectors.All.Keks[branch.KeyId]), 16);
        gcm.Decrypt(Convert.FromHexString(branch.EdkIv), wrapped.AsSpan()[^48..^16], wrapped.AsSpan(^16), opened, Convert.FromHexString(branch.Wrapping));
        Assert.Equal(branchKey, opened);
    });

    [Fact]
    public async Task The_vectors_are_what_the_second_implementation_prints() =>
        Assert.Equal(await File.ReadAllTextAsync(Vectors.PathTo("vectors", "branch-keys-1.json"), TestContext.Current.CancellationToken), await Node.RunAsync("branch-keys-1.mjs", "", ""));
}
