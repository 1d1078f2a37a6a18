using System.Text.Json;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

public class PairVectorTests
{
    private static readonly EncryptedDataKey SomeEdk = new("test", [], [1]);

    public static TheoryData<string> Accepted() => [.. Vectors.All.Pairs.Select(pairs => pairs.Name)];

    public static TheoryData<string> Refused() => [.. Vectors.All.PairsRefused.Select(pairs => pairs.Name)];

    [Theory, MemberData(nameof(Accepted))]
    public async Task Pairs_have_their_canonical_bytes(string name)
    {
        var vector = Vectors.All.Pairs.Single(pairs => pairs.Name == name);
        Assert.Equal(vector.CanonK, await KeyringContext(vector, sendIdentity: false));
        Assert.Equal(vector.CanonBoth, await KeyringContext(vector, sendIdentity: true));
        Assert.Equal(vector.CanonR, Convert.ToHexStringLower(EncryptionContext.Create(vector.Identity).CanonicalBytes.Span));
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task Bad_pairs_are_refused_before_any_key_is_touched(string name)
    {
        var vector = Vectors.All.PairsRefused.Single(pairs => pairs.Name == name);
        var keyring = new FixedKeyring(new byte[32], [SomeEdk]);
        await Assert.ThrowsAsync<EncryptionContextException>(async () => await Encrypt(vector, keyring, sendIdentity: false));
        Assert.Empty(keyring.AskedFor);
    }

    [Fact]
    public void The_one_text_of_bytes_is_taken()
    {
        foreach (var (hex, text) in Vectors.All.Text.Accepted.Where(one => one.Text.Length > 0).Select(one => (one.Bytes, one.Text)))
        {
            Assert.Equal(hex, Convert.ToHexStringLower(JsonSerializer.Deserialize<RecordHeader>(JsonSerializer.Serialize(text)).Bytes.Span));
            Assert.Equal(text, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(RecordHeader.FromBytes(Convert.FromHexString(hex)))));
        }
    }

    [Fact]
    public void Every_other_text_is_refused() =>
        Assert.All(Vectors.All.Text.Refused, text => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RecordHeader>(JsonSerializer.Serialize(text))));

    private static async Task<string> KeyringContext(PairsVector vector, bool sendIdentity)
    {
        var keyring = new FixedKeyring(new byte[32], [SomeEdk]);
        await Encrypt(vector, keyring, sendIdentity);
        return Convert.ToHexStringLower(keyring.AskedFor);
    }

    private static async Task Encrypt(PairsVector vector, IKeyring keyring, bool sendIdentity)
    {
        var (context, identity) = (vector.With(vector.Context), vector.With(vector.Identity));
        var schema = new VectorSchema("customer", vector.KeyName, VectorSchema.InOrder(context.Keys), VectorSchema.InOrder(identity.Keys), sendIdentity, []);
        await RecordOperations.EncryptAsync(new RecordEncryptor(keyring), schema, new VectorModel { Context = context, Identity = identity, Values = [] }, TestContext.Current.CancellationToken);
    }
}
