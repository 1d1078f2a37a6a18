using System.Globalization;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

/// <summary>What the page says of values and that no vector can show: it depends on the .NET type.</summary>
public sealed class ValueTests : IDisposable
{
    private static readonly RecordVector Known = Vectors.All.Records[0];
    private readonly VectorKeyrings _keyrings = VectorKeyrings.All();

    private enum Signed : sbyte { Zero }

    private enum Wide : ushort { Zero }

    private enum Narrow : byte { Zero }

    [Fact]
    public async Task An_integer_is_read_by_every_type_that_it_fits()
    {
        Assert.Equal(-2L, await ReadAsync("points", FieldEncoding.Int64));
        Assert.Equal(-2, await ReadAsync("points", FieldEncoding.Int32));
        Assert.Equal((short)-2, await ReadAsync("points", FieldEncoding.Int16));
        Assert.Equal((sbyte)-2, await ReadAsync("points", FieldEncoding.SByte));
        Assert.Equal(300UL, await ReadAsync("visits", FieldEncoding.UInt64));
        Assert.Equal(300U, await ReadAsync("visits", FieldEncoding.UInt32));
        Assert.Equal((ushort)300, await ReadAsync("visits", FieldEncoding.UInt16));
        await Assert.ThrowsAsync<CiphertextFormatException>(() => ReadAsync("visits", FieldEncoding.Byte));
    }

    [Fact]
    public async Task An_enum_is_its_underlying_integer_named_or_not()
    {
        Assert.Equal((Signed)(-2), await ReadAsync("points", FieldEncoding.Enum<Signed>()));
        Assert.Equal((DayOfWeek)(-2), await ReadAsync("points", FieldEncoding.Enum<DayOfWeek>()));
        Assert.Equal((Wide)300, await ReadAsync("visits", FieldEncoding.Enum<Wide>()));
        await Assert.ThrowsAsync<CiphertextFormatException>(() => ReadAsync("visits", FieldEncoding.Enum<Narrow>()));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(() => ReadAsync("visits", FieldEncoding.Enum<DayOfWeek>()));
    }

    [Fact]
    public async Task No_bytes_are_null_for_a_nullable_field_only()
    {
        Assert.Null(await ReadAsync("ssn", FieldEncoding.NullableReference(FieldEncoding.String), FieldNull.Clear, stored: ""));
        await Assert.ThrowsAsync<CiphertextFormatException>(() => ReadAsync("ssn", FieldEncoding.String, FieldNull.Refused, stored: ""));
        await Assert.ThrowsAsync<CiphertextFormatException>(() => ReadAsync("ssn", FieldEncoding.NullableReference(FieldEncoding.String), FieldNull.Authenticated, stored: ""));
    }

    [Theory, InlineData("en-US"), InlineData("sv-SE"), InlineData("ar-SA"), InlineData("th-TH")]
    public async Task Pair_values_are_text_of_no_culture(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        await AssertPairAsync("t1", (ref PairWriter pairs) => pairs.Write("t1"));
        await AssertPairAsync("00112233-4455-6677-8899-aabbccddeeff", (ref PairWriter pairs) => pairs.Write((Guid?)Guid.Parse("00112233-4455-6677-8899-AABBCCDDEEFF")));
        await AssertPairAsync("-42", (ref PairWriter pairs) => pairs.Write((long?)-42));
        await AssertPairAsync("18446744073709551615", (ref PairWriter pairs) => pairs.Write((ulong?)ulong.MaxValue));
        await AssertPairAsync("-9223372036854775808", (ref PairWriter pairs) => pairs.Write((long?)long.MinValue));
        await AssertPairAsync("0", (ref PairWriter pairs) => pairs.WriteEnum((long?)0));
        await AssertPairAsync("1984-02-29", (ref PairWriter pairs) => pairs.Write((DateOnly?)new DateOnly(1984, 2, 29)));
        await AssertPairAsync("true", (ref PairWriter pairs) => pairs.Write((bool?)true));
        await AssertPairAsync("false", (ref PairWriter pairs) => pairs.Write((bool?)false));
    }

    [Fact]
    public async Task An_identity_not_yet_given_is_refused()
    {
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write(""));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((string?)null));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((Guid?)Guid.Empty));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((Guid?)null));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((long?)0));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((ulong?)0));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.WriteEnum((long?)null));
        await AssertRefusedAsync((ref PairWriter pairs) => pairs.Write((DateOnly?)null));
    }

    public void Dispose() => _keyrings.Dispose();

    private async Task<T> ReadAsync<T>(string name, FieldEncoding<T> encoding, FieldNull nulls = FieldNull.Refused, string? stored = null)
    {
        var field = new EncryptedField<VectorRecord, T>(Known.Purpose, name, encoding, nulls, record => record.Fields[name], (_, _) => { });
        var bytes = Convert.FromHexString(stored ?? Known.Fields.Single(one => one.Name == name).Ciphertext);
        return await RecordOperations.DecryptFieldAsync(new RecordEncryptor(_keyrings), VectorSchema.Of(Known), RecordVectorTests.Stored(Known), field, bytes, TestContext.Current.CancellationToken);
    }

    private static async Task AssertRefusedAsync(WriteOne write) => await Assert.ThrowsAsync<EncryptionContextException>(() => IdentityAsync(write));

    private static async Task AssertPairAsync(string text, WriteOne write) =>
        Assert.Equal(EncryptionContext.Of(("id", text)).CanonicalBytes.ToArray()[2..], (await IdentityAsync(write))[2..^(4 + 12 + 12)]);

    /// <summary>What the keyring is given of a record whose only pair, in the identity, is this one; the reserved pair follows it.</summary>
    private static async Task<byte[]> IdentityAsync(WriteOne write)
    {
        var keyring = new FixedKeyring(new byte[32], [new EncryptedDataKey("test", [], [1])]);
        await RecordOperations.EncryptAsync(new RecordEncryptor(keyring), new OnePairSchema(write), new VectorModel { Context = [], Identity = [], Values = [] }, TestContext.Current.CancellationToken);
        return keyring.AskedFor;
    }

    private delegate void WriteOne(ref PairWriter pairs);

    private sealed class OnePairSchema(WriteOne write) : RecordSchema<VectorModel, VectorRecord>(
        new RecordSchemaOptions { Purpose = "customer", KeyName = "pii", ContextKeys = [], IdentityKeys = ["id"], FieldCount = 0, SendIdentityToKeyring = true })
    {
        protected override void WriteContext(VectorModel model, ref PairWriter pairs) { }

        protected override void WriteContext(VectorRecord record, ref PairWriter pairs) { }

        protected override void WriteIdentity(VectorModel model, ref PairWriter pairs) => write(ref pairs);

        protected override void WriteIdentity(VectorRecord record, ref PairWriter pairs) => write(ref pairs);

        protected override long Measure(VectorModel model) => 0;

        protected override RecordHeader GetHeader(VectorRecord record) => record.Header;

        protected override VectorRecord Seal(VectorModel model, RecordHeader header, ref FieldSealer sealer) => new() { Context = [], Identity = [], Header = header };

        protected override VectorModel Open(VectorRecord record, ref FieldOpener opener) => throw new NotSupportedException();

        protected override void Apply(VectorRecord from, VectorRecord to) => throw new NotSupportedException();
    }
}
