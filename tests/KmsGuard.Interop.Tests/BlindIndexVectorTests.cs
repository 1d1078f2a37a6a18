using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KmsGuard.Interop.Tests;

/// <summary>The golden blind indexes: computed by the runtime from a branch key in a store, and without it.</summary>
public sealed class BlindIndexVectorTests
{
    public static TheoryData<string> Names() => [.. BlindIndexVectors.All.Indexes.Select(index => index.Name)];

    /// <summary>From the row of the branch key to the number in the database: whatever of the format changes, this fails.</summary>
    [Theory, MemberData(nameof(Names))]
    public async Task A_golden_index_is_computed(string name)
    {
        var vector = BlindIndexVectors.All.Indexes.Single(index => index.Name == name);
        var branch = BlindIndexVectors.All.BranchKey;
        var store = new InMemoryBranchKeyStore();
        await store.TryAddAsync(branch.Row, TestContext.Current.CancellationToken);
        using var hierarchy = new HierarchicalKeyring(VectorKeyrings.All(), store);
        var schema = new VectorSchema(vector.Purpose, branch.KeyName, VectorSchema.InOrder(branch.Context.Keys), [], sendIdentity: false, []);
        var context = new VectorRecord { Context = branch.Context, Identity = [] };
        Assert.Equal(vector.Index, await VectorIndexes.ComputeAsync(new RecordEncryptor(hierarchy), schema, context, vector));
    }

    [Fact]
    public void The_vectors_hold_by_the_base_class_library_alone() => Assert.All(BlindIndexVectors.All.Indexes, vector =>
    {
        byte[] root = Convert.FromHexString(BlindIndexVectors.All.BranchKey.Root), version = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(version, vector.Version);
        byte[] context = [.. Str(vector.Purpose), .. Str(vector.Field), .. version];
        var derived = SP800108HmacCounterKdf.DeriveBytes(root, HashAlgorithmName.SHA512, Encoding.ASCII.GetBytes("KmsGuard index"), context, 64);
        Assert.Equal(vector.Key, Convert.ToHexStringLower(derived.AsSpan(0, 32)));
        Assert.Equal(derived, HMACSHA512.HashData(root, Convert.FromHexString(vector.Input)));
        var tag = HMACSHA256.HashData(Convert.FromHexString(vector.Key), Convert.FromHexString(vector.Hashed));
        Assert.Equal(vector.Index, BinaryPrimitives.ReadUInt32BigEndian(tag) >> (32 - vector.Bits));
        Assert.Equal(vector.AuthenticateNull && vector.Value.ValueKind == JsonValueKind.Null, vector.Normalized is null);
    });

    [Fact]
    public async Task The_vectors_are_what_the_second_implementation_prints() =>
        Assert.Equal(await File.ReadAllTextAsync(Vectors.PathTo("vectors", "blind-indexes-1.json"), TestContext.Current.CancellationToken), await Node.RunAsync("blind-indexes-1.mjs", "", ""));

    private static byte[] Str(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return [(byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8];
    }
}
