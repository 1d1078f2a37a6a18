using System.Security.Cryptography;
using System.Text;
using KmsGuard.Generated;

namespace KmsGuard.Interop.Tests;

public sealed class RecordVectorTests : IDisposable
{
    private readonly VectorKeyrings _keyrings = VectorKeyrings.All();

    public static TheoryData<string, bool> Records() => Names(Vectors.All.Records);

    public static TheoryData<string, bool> Refused() => Names(Vectors.All.Refused);

    [Theory, MemberData(nameof(Records))]
    public async Task A_golden_record_is_read(string name, bool cached)
    {
        var vector = Vectors.All.Records.Single(record => record.Name == name);
        var schema = VectorSchema.Of(vector);
        using var keyring = new CachingKeyring(_keyrings);
        var encryptor = new RecordEncryptor(cached ? keyring : _keyrings);

        for (var round = 0; round < 2; round++)      // the second from the cache, if there is one
        {
            var model = await RecordOperations.DecryptAsync(encryptor, schema, Stored(vector), null, TestContext.Current.CancellationToken);
            foreach (var (field, expected) in schema.Fields.Zip(vector.Fields))
            {
                Assert.Equal(Vectors.Normal(expected.Value), Vectors.Normal(field.Field.Print(model.Values[field.Name])));
                Assert.Equal(field.Field.Parse(expected.Value), await field.Field.OpenAloneAsync(encryptor, schema, Stored(vector), Convert.FromHexString(expected.Ciphertext)));
            }
        }
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task A_bad_record_is_refused_with_the_right_error(string name, bool cached)
    {
        var vector = Vectors.All.Refused.Single(record => record.Name == name);
        using var keyring = new CachingKeyring(_keyrings);
        var encryptor = new RecordEncryptor(cached ? keyring : _keyrings);
        if (cached)      // the good record's data key is in the cache when the bad one is read
            await RecordOperations.DecryptAsync(encryptor, VectorSchema.Of(Vectors.All.Records[0]), Stored(Vectors.All.Records[0]), null, TestContext.Current.CancellationToken);

        AssertError(vector.Error, await Record.ExceptionAsync(async () =>
            await RecordOperations.DecryptAsync(encryptor, VectorSchema.Of(vector), Stored(vector), null, TestContext.Current.CancellationToken)));
        AssertError(vector.Error, await Record.ExceptionAsync(async () =>
        {
            var schema = VectorSchema.Of(vector);
            await schema.Fields[0].Field.OpenAloneAsync(encryptor, schema, Stored(vector), Stored(vector).Fields[vector.Fields[0].Name]);
        }));
    }

    [Fact]
    public async Task The_first_header_cut_anywhere_is_malformed()
    {
        var vector = Vectors.All.Records[0];
        for (var length = 0; length < vector.Header.Length / 2; length++)
            AssertError("format", await ErrorOf(vector with { Header = vector.Header[..(2 * length)] }));
    }

    [Fact]
    public async Task The_first_record_with_any_bit_flipped_is_refused()
    {
        var vector = Vectors.All.Records[0];
        for (var bit = 0; bit < vector.Header.Length * 4; bit++)
            Assert.True(await ErrorOf(vector with { Header = Flip(vector.Header, bit) }) is CiphertextFormatException or CiphertextAuthenticationException or KeyUnavailableException, $"header bit {bit}");
        foreach (var field in vector.Fields)
        {
            for (var bit = 0; bit < field.Ciphertext.Length * 4; bit++)
                AssertError("authentication", await ErrorOf(vector with { Fields = [field with { Ciphertext = Flip(field.Ciphertext, bit) }] }));
        }
    }

    [Fact]
    public void The_vectors_hold_by_the_base_class_library_alone() => Assert.All(Vectors.All.Records, vector =>
    {
        byte[] dataKey = Convert.FromHexString(vector.DataKey), recordId = Convert.FromHexString(vector.RecordId), header = Convert.FromHexString(vector.Header);
        byte[] context = [1, 1, vector.Flags, .. recordId, .. Convert.FromHexString(vector.KeyHash)];
        var derived = SP800108HmacCounterKdf.DeriveBytes(dataKey, HashAlgorithmName.SHA512, Encoding.ASCII.GetBytes("KmsGuard record"), context, 64);
        Assert.Equal(vector.RecordKey + vector.Commitment, Convert.ToHexStringLower(derived));
        Assert.Equal(derived, HMACSHA512.HashData(dataKey, Convert.FromHexString(vector.Input)));
        Assert.Equal(derived[32..], header[19..51]);

        using var gcm = new AesGcm(derived.AsSpan(0, 32), 16);
        foreach (var field in vector.Fields)
        {
            byte[] plaintext = Convert.FromHexString(field.Plaintext), ciphertext = new byte[plaintext.Length], tag = new byte[16], iv = Convert.FromHexString(field.Iv);
            gcm.Encrypt(iv, plaintext, ciphertext, tag, Convert.FromHexString(field.Aad));
            Assert.Equal(field.Ciphertext, Convert.ToHexStringLower([.. iv, .. ciphertext, .. tag]));
        }
    });

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_data_key_of_24_bytes_that_HMAC_cannot_tell_from_the_32_is_refused(bool asksAccept)
    {
        byte[] dataKey = [.. RandomNumberGenerator.GetBytes(24), .. new byte[8]];
        var model = new VectorModel { Context = [], Identity = [], Values = [] };
        var schema = new VectorSchema("customer", "pii", [], [], false, []);
        EncryptedDataKey edk = new("test", [], [1]);
        var record = await RecordOperations.EncryptAsync(new RecordEncryptor(new FixedKeyring(dataKey, [edk])), schema, model, TestContext.Current.CancellationToken);

        await Read(dataKey);
        AssertError("authentication", await Record.ExceptionAsync(() => Read(dataKey[..24])));

        async Task Read(byte[] key) => await RecordOperations.DecryptAsync(new RecordEncryptor(new FixedKeyring(key, [edk]) { AsksAccept = asksAccept }), schema, record, null, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _keyrings.Dispose();

    private async Task<Exception?> ErrorOf(RecordVector vector) => await Record.ExceptionAsync(async () =>
        await RecordOperations.DecryptAsync(new RecordEncryptor(_keyrings), VectorSchema.Of(vector), Stored(vector), null, TestContext.Current.CancellationToken));

    private static string Flip(string hex, int bit)
    {
        var bytes = Convert.FromHexString(hex);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Convert.ToHexStringLower(bytes);
    }

    internal static VectorRecord Stored(RecordVector vector) => new()
    {
        Context = vector.Context,
        Identity = vector.Identity,
        Header = RecordHeader.FromBytes(Convert.FromHexString(vector.Header)),
        Fields = vector.Fields.ToDictionary(field => field.Name, field => (ReadOnlyMemory<byte>)Convert.FromHexString(field.Ciphertext)),
    };

    private static void AssertError(string expected, Exception? error)
    {
        Assert.Equal(expected, error switch
        {
            CiphertextFormatException => "format",
            CiphertextAuthenticationException => "authentication",
            EncryptionContextException => "context",
            KeyUnavailableException { Reason: KeyUnavailableReason.NotConfigured, IsTransient: false } => "key",
            null => "none",
            _ => error.ToString(),
        });
        if (error is CiphertextAuthenticationException)
            Assert.Equal(new CiphertextAuthenticationException().Message, error.Message);      // one message for every cause: a more exact one would be an oracle
    }

    private static TheoryData<string, bool> Names(IEnumerable<RecordVector> vectors)
    {
        var data = new TheoryData<string, bool>();
        foreach (var vector in vectors)
        {
            data.Add(vector.Name, false);
            data.Add(vector.Name, true);
        }
        return data;
    }
}
