using System.Security.Cryptography;
using System.Text;
using KmsGuard.Records;

namespace KmsGuard.Tests.Records;

/// <summary>The known answer of the format's design, computed there by three implementations.</summary>
public class KnownAnswerTests
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(0x00, 32).Select(i => (byte)i)];
    private static readonly byte[] RecordId = [.. Enumerable.Range(0xA0, 16).Select(i => (byte)i)];

    private static readonly EncryptionContext K = EncryptionContext.FromChecked(
    [
        KeyValuePair.Create("tenant", "t1"),
        KeyValuePair.Create("kmsguard-use", "record/1:pii"),
    ]);

    [Fact]
    public void Key_hash_is_the_known_one() =>
        Assert.Equal("DDBCB36AA9922F8388CAB13B10F9F9D9DB2D2DB375F12BEF87D0F2DDCD3F86FA", Convert.ToHexString(KeyHash()));

    [Fact]
    public void Record_key_and_commitment_are_the_known_ones()
    {
        using var lease = DataKeyLease.Create(DataKey, [new EncryptedDataKey("p", "i"u8, "c"u8)]);
        var derived = new byte[64];
        RecordKeyDerivation.Derive(lease, flags: 0, RecordId, KeyHash(), derived);
        Assert.Equal("0E9DC44F68C028FFD90A793E58F1B1BEBA1FED33A010AF19A0B93D61C799C6D8", Convert.ToHexString(derived.AsSpan(0, 32)));
        Assert.Equal("6D4E0F88C8631613369358D7112221A5CE712ABDF3DD9FAA4D737841DA2FB74F", Convert.ToHexString(derived.AsSpan(32)));
    }

    [Fact]
    public void Derivation_is_the_counter_mode_KDF_of_SP_800_108()
    {
        byte[] context = [1, 1, 0, .. RecordId, .. KeyHash()];
        var expected = SP800108HmacCounterKdf.DeriveBytes(DataKey, HashAlgorithmName.SHA512, Encoding.ASCII.GetBytes("KmsGuard record"), context, 64);
        using var lease = DataKeyLease.Create(DataKey, [new EncryptedDataKey("p", "i"u8, "c"u8)]);
        var derived = new byte[64];
        RecordKeyDerivation.Derive(lease, flags: 0, RecordId, KeyHash(), derived);
        Assert.Equal(expected, derived);
    }

    private static byte[] KeyHash() => RecordKeyDerivation.KeyHash("customer"u8, K.CanonicalBytes.Span);
}
