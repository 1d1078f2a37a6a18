using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Testing.Tests;

public sealed class CryptoInProcessTests() : CryptoTests(overHttp: false);

public sealed class CryptoOverHttpTests() : CryptoTests(overHttp: true);

/// <summary>Cryptographic operations, as API_Encrypt, API_Decrypt, API_ReEncrypt and API_GenerateDataKey* describe them.</summary>
public abstract class CryptoTests(bool overHttp) : Scene(overHttp)
{
    private static readonly byte[] Message = [1, 2, 3];

    public static TheoryData<string> KeyNames => ["id", "arn", "alias", "alias arn"];

    [Theory, MemberData(nameof(KeyNames))]
    public async Task A_key_has_four_names(string name)
    {
        var arn = Kms.CreateKey("alias/pii");
        var keyId = name switch { "id" => arn[(arn.LastIndexOf('/') + 1)..], "arn" => arn, "alias" => "alias/pii", _ => $"arn:aws:kms:{Region}:{Account}:alias/pii" };
        var made = await Client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = keyId, KeySpec = DataKeySpec.AES_256 });
        Assert.Equal(arn, made.KeyId);
        var opened = await Client.DecryptAsync(new DecryptRequest { KeyId = keyId, CiphertextBlob = made.CiphertextBlob });
        Assert.Equal(arn, opened.KeyId);
        Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
    }

    [Theory]
    [InlineData("not-a-key")]
    [InlineData("alias/none")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/none")]
    [InlineData("arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-000000000000")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:policy/x")]
    [InlineData("arn:nonsense")]
    public Task A_key_that_is_not_there_is_not_found(string keyId) =>
        Refuses<NotFoundException>(() => Encrypt(keyId, Message));

    [Fact]
    public Task A_key_of_another_account_that_is_not_there_is_denied() =>
        RefusesWith("AccessDeniedException", () => Encrypt("arn:aws:kms:eu-west-1:444455556666:key/00000000-0000-0000-0000-000000000000", Message));

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public async Task Encrypt_takes_1_to_4096_bytes(int size)
    {
        var key = Kms.CreateKey();
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var made = await Encrypt(key, plaintext);
        Assert.Equal(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT, made.EncryptionAlgorithm);
        Assert.Equal(plaintext, await Decrypt(Client, made.CiphertextBlob));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public async Task Encrypt_refuses_0_and_4097_bytes(int size)
    {
        var key = Kms.CreateKey();
        var error = await RefusesWith("ValidationException", () => Encrypt(key, new byte[size]));
        Assert.Contains("'plaintext'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_ciphertexts_of_one_plaintext_differ()
    {
        var key = Kms.CreateKey();
        Assert.NotEqual((await Encrypt(key, Message)).CiphertextBlob.ToArray(), (await Encrypt(key, Message)).CiphertextBlob.ToArray());
    }

    [Fact]
    public async Task A_ciphertext_says_neither_its_key_nor_its_plaintext()
    {
        var arn = Kms.CreateKey();
        var plaintext = RandomNumberGenerator.GetBytes(32);
        var blob = (await Encrypt(arn, plaintext)).CiphertextBlob.ToArray();
        var id = Guid.Parse(arn[(arn.LastIndexOf('/') + 1)..]);
        Assert.Equal(-1, blob.AsSpan().IndexOf(id.ToByteArray(bigEndian: true)));
        Assert.Equal(-1, blob.AsSpan().IndexOf(plaintext));
    }

    [Fact]
    public async Task Every_byte_of_a_ciphertext_counts()
    {
        var key = Kms.CreateKey();
        var blob = (await Encrypt(key, Message)).CiphertextBlob;
        for (var i = 0; i < blob.Length; i++)
        {
            await Refuses<InvalidCiphertextException>(() => Decrypt(Client, Changed(blob, i)));
            await Refuses<InvalidCiphertextException>(() => Decrypt(Client, Changed(blob, i), key));
        }
        await Refuses<InvalidCiphertextException>(() => Decrypt(Client, new MemoryStream(blob.ToArray()[..^1])));
        await Refuses<InvalidCiphertextException>(() => Decrypt(Client, new MemoryStream([.. blob.ToArray(), 0])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(6144)]
    public Task What_is_no_ciphertext_is_refused(int size) =>
        Refuses<InvalidCiphertextException>(() => Decrypt(Client, new MemoryStream(RandomNumberGenerator.GetBytes(size))));

    [Theory]
    [InlineData(0)]
    [InlineData(6145)]
    public Task A_ciphertext_has_1_to_6144_bytes(int size) =>
        RefusesWith("ValidationException", () => Decrypt(Client, new MemoryStream(new byte[size])));

    [Fact]
    public async Task Decrypt_with_another_key_is_an_incorrect_key()
    {
        var blob = (await Encrypt(Kms.CreateKey(), Message)).CiphertextBlob;
        var other = Kms.CreateKey();
        await Refuses<IncorrectKeyException>(() => Decrypt(Client, blob, other));
        await Refuses<IncorrectKeyException>(() => Client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = blob, SourceKeyId = other, DestinationKeyId = other }));
    }

    [Fact]
    public async Task A_ciphertext_of_another_Region_is_denied_without_a_key_and_incorrect_with_one()
    {
        var there = Kms.CreateKey(region: OtherRegion);
        var here = Kms.CreateKey();
        using var client = Kms.CreateClient(region: OtherRegion);
        var blob = (await client.EncryptAsync(new EncryptRequest { KeyId = there, Plaintext = new MemoryStream(Message) })).CiphertextBlob;
        await RefusesWith("AccessDeniedException", () => Decrypt(Client, blob));
        await Refuses<IncorrectKeyException>(() => Decrypt(Client, blob, here));
        await Refuses<NotFoundException>(() => Decrypt(Client, blob, there));
    }

    [Fact]
    public async Task The_context_binds_pairs_in_any_order()
    {
        var key = Kms.CreateKey();
        var blob = (await Encrypt(key, Message, new() { ["a"] = "1", ["b"] = "2" })).CiphertextBlob;
        Assert.Equal(Message, await Decrypt(Client, blob, context: new() { ["b"] = "2", ["a"] = "1" }));
    }

    public static TheoryData<string, string> OtherContexts => new()
    {
        // What was encrypted under, and what is asked with: different contexts that a careless encoding takes for the same.
        { "ab=c", "a=bc" },
        { "a=b,c=d", "a=bc,=d" },
        { "a=b,c=d", "a=b" },
        { "a=b", "a=b,c=d" },
        { "a=b", "" },
        { "", "a=b" },
        { "a=b", "A=b" },
        { "a=b", "a=B" },
        { "a=b", "a=b " },
        { "a=é", "a=e\u0301" },
        { "aws-crypto-public-key=x", "" },
        { "a=b,aws-crypto-public-key=x", "a=b" },
        { "aws-crypto-public-key=x", "aws-crypto-public-key=y" },
    };

    [Theory, MemberData(nameof(OtherContexts))]
    public async Task Another_context_is_an_invalid_ciphertext(string under, string with)
    {
        var key = Kms.CreateKey();
        var blob = (await Encrypt(key, Message, Context(under))).CiphertextBlob;
        Assert.Equal(Message, await Decrypt(Client, blob, context: Context(under)));
        await Refuses<InvalidCiphertextException>(() => Decrypt(Client, blob, context: Context(with)));
        await Refuses<InvalidCiphertextException>(() => Client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = blob, SourceEncryptionContext = Context(with), DestinationKeyId = key }));
    }

    [Theory]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"AQ==","EncryptionContext":{"a":"\ud800"}}""")]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"AQ==","EncryptionContext":{"\ud800":"a"}}""")]
    [InlineData("""{"KeyId":"\ud800","Plaintext":"AQ=="}""")]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"not base64"}""")]
    [InlineData("""{"KeyId":1,"Plaintext":"AQ=="}""")]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"AQ==","EncryptionContext":[]}""")]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"AQ==","GrantTokens":"x"}""")]
    [InlineData("""{"KeyId":"alias/x","Plaintext":"AQ=="}}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_no_client_would_send_is_a_serialization_error(string body)
    {
        using var http = new HttpClient(Kms.CreateHandler());
        using var request = Raw(body);
        using var answer = await http.SendAsync(request);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.StartsWith("""{"__type":"SerializationException","message":""", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("SerializationException", Assert.Single(Kms.Calls).ErrorCode);
    }

    [Theory]
    [InlineData("AES_128", 16)]
    [InlineData("AES_256", 32)]
    public async Task A_data_key_has_the_size_of_its_spec(string spec, int size)
    {
        var made = await Client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = Kms.CreateKey(), KeySpec = new DataKeySpec(spec) });
        Assert.Equal(size, made.Plaintext.Length);
        Assert.Equal(64, made.KeyMaterialId.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    public async Task A_data_key_has_1_to_1024_bytes(int size)
    {
        var key = Kms.CreateKey();
        var made = await Client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, NumberOfBytes = size });
        Assert.Equal(size, made.Plaintext.Length);
        var without = await Client.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key, NumberOfBytes = size });
        Assert.Equal(size, (await Decrypt(Client, without.CiphertextBlob)).Length);
    }

    public static TheoryData<string?, int?> WrongSizes => new() { { null, null }, { "AES_256", 32 }, { null, 0 }, { null, 1025 }, { "AES_512", null } };

    [Theory, MemberData(nameof(WrongSizes))]
    public async Task A_data_key_needs_one_size_that_is_allowed(string? spec, int? bytes)
    {
        var key = Kms.CreateKey();
        await RefusesWith("ValidationException", () => Client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = spec is null ? null : new DataKeySpec(spec), NumberOfBytes = bytes }));
        await RefusesWith("ValidationException", () => Client.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key, KeySpec = spec is null ? null : new DataKeySpec(spec), NumberOfBytes = bytes }));
    }

    [Theory]
    [InlineData("RSA_2048")]
    [InlineData("ECC_NIST_P256")]
    [InlineData("ECC_NIST_P384")]
    [InlineData("ECC_NIST_P521")]
    [InlineData("ECC_SECG_P256K1")]
    public async Task A_key_pair_fits_together_and_its_private_key_decrypts(string spec)
    {
        var key = Kms.CreateKey();
        var made = await Client.GenerateDataKeyPairAsync(new GenerateDataKeyPairRequest { KeyId = key, KeyPairSpec = new DataKeyPairSpec(spec), EncryptionContext = new() { ["a"] = "b" } });
        Assert.Equal(key, made.KeyId);
        Assert.Equal(made.PrivateKeyPlaintext.ToArray(), await Decrypt(Client, made.PrivateKeyCiphertextBlob, key, new() { ["a"] = "b" }));
        Assert.True(Fits(spec, made.PrivateKeyPlaintext.ToArray(), made.PublicKey.ToArray()));

        var without = await Client.GenerateDataKeyPairWithoutPlaintextAsync(new GenerateDataKeyPairWithoutPlaintextRequest { KeyId = key, KeyPairSpec = new DataKeyPairSpec(spec) });
        Assert.True(Fits(spec, await Decrypt(Client, without.PrivateKeyCiphertextBlob), without.PublicKey.ToArray()));
    }

    [Fact]
    public async Task A_key_pair_of_another_kind_is_unsupported() =>
        await Refuses<UnsupportedOperationException>(() => Client.GenerateDataKeyPairAsync(new GenerateDataKeyPairRequest { KeyId = Kms.CreateKey(), KeyPairSpec = DataKeyPairSpec.SM2 }));

    [Fact]
    public async Task Random_bytes_are_as_many_as_asked()
    {
        Assert.Equal(1024, (await Client.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = 1024 })).Plaintext.Length);
        await RefusesWith("ValidationException", () => Client.GenerateRandomAsync(new GenerateRandomRequest { NumberOfBytes = Wrong(1025) }));
        await RefusesWith("ValidationException", () => Client.GenerateRandomAsync(new GenerateRandomRequest()));
    }

    [Fact]
    public async Task ReEncrypt_changes_key_and_context()
    {
        var (from, to) = (Kms.CreateKey(), Kms.CreateKey());
        var blob = (await Encrypt(from, Message, new() { ["a"] = "1" })).CiphertextBlob;
        var again = await Client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = blob, SourceKeyId = from, SourceEncryptionContext = new() { ["a"] = "1" }, DestinationKeyId = to, DestinationEncryptionContext = new() { ["b"] = "2" } });
        Assert.Equal((from, to), (again.SourceKeyId, again.KeyId));
        Assert.Equal(Message, await Decrypt(Client, again.CiphertextBlob, to, new() { ["b"] = "2" }));
        Assert.Equal([from, to], Kms.Calls[1].KeyArns);
        Assert.Equal("1", Kms.Calls[1].EncryptionContext["a"]);
        Assert.Equal("2", Kms.Calls[1].DestinationEncryptionContext["b"]);
    }

    [Fact]
    public async Task An_algorithm_of_asymmetric_keys_is_the_wrong_usage()
    {
        var key = Kms.CreateKey();
        var blob = (await Encrypt(key, Message)).CiphertextBlob;
        await Refuses<InvalidKeyUsageException>(() => Client.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(Message), EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 }));
        await Refuses<InvalidKeyUsageException>(() => Client.DecryptAsync(new DecryptRequest { KeyId = key, CiphertextBlob = blob, EncryptionAlgorithm = EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256 }));
    }

    public static TheoryData<string> Uses => ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext"];

    [Theory, MemberData(nameof(Uses))]
    public async Task A_disabled_key_and_one_that_waits_for_deletion_are_of_no_use(string use)
    {
        var key = Kms.CreateKey();
        var call = await UseOf(use, key, dryRun: false);
        await call();
        await Client.DisableKeyAsync(key);
        Assert.Equal($"{key} is disabled.", (await Refuses<DisabledException>(call)).Message);
        await Client.EnableKeyAsync(key);
        await call();
        await Client.ScheduleKeyDeletionAsync(key, 7);
        Assert.Equal($"{key} is pending deletion.", (await Refuses<KMSInvalidStateException>(call)).Message);
        await Client.CancelKeyDeletionAsync(key);
        await Refuses<DisabledException>(call);
        await Client.EnableKeyAsync(key);
        await call();
    }

    [Theory, MemberData(nameof(Uses))]
    public async Task A_dry_run_says_what_would_have_been(string use)
    {
        var key = Kms.CreateKey();
        var call = await UseOf(use, key, dryRun: true);
        var before = await LastUse();
        await Refuses<DryRunOperationException>(call);
        Assert.Equal(before, await LastUse());
        await Client.DisableKeyAsync(key);
        await Refuses<DisabledException>(call);

        async Task<string> LastUse() => (await Client.GetKeyLastUsageAsync(new GetKeyLastUsageRequest { KeyId = key })).KeyLastUsage.KmsRequestId;
    }

    [Fact]
    public async Task A_dry_run_of_Decrypt_looks_at_the_ciphertext_unless_told_not_to()
    {
        var key = Kms.CreateKey();
        await Refuses<InvalidCiphertextException>(() => Client.DecryptAsync(new DecryptRequest { KeyId = key, CiphertextBlob = new MemoryStream([1]), DryRun = true }));
        await Refuses<DryRunOperationException>(() => Client.DecryptAsync(new DecryptRequest { KeyId = key, DryRun = true, DryRunModifiers = ["IGNORE_CIPHERTEXT"] }));
        await RefusesWith("ValidationException", () => Client.DecryptAsync(new DecryptRequest { KeyId = key, DryRunModifiers = ["IGNORE_CIPHERTEXT"] }));
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_kept()
    {
        var key = Kms.CreateKey();
        Assert.Null((await Client.GetKeyLastUsageAsync(new GetKeyLastUsageRequest { KeyId = key })).KeyLastUsage);
        Clock.Advance(TimeSpan.FromHours(1));
        var made = await Encrypt(key, Message);
        await Refuses<InvalidCiphertextException>(() => Decrypt(Client, Changed(made.CiphertextBlob, 40), key));
        var used = (await Client.GetKeyLastUsageAsync(new GetKeyLastUsageRequest { KeyId = key })).KeyLastUsage;
        Assert.Equal("Encrypt", used.Operation);
        Assert.Equal(Clock.GetUtcNow().UtcDateTime, used.Timestamp!.Value.ToUniversalTime());
        Assert.Equal(made.ResponseMetadata.RequestId, used.KmsRequestId);
    }

    /// <summary>A call that uses the key, ready to be made again and again.</summary>
    private async Task<Func<Task>> UseOf(string use, string key, bool dryRun)
    {
        var other = Kms.CreateKey();
        var own = (await Encrypt(key, Message)).CiphertextBlob.ToArray();
        var foreign = (await Encrypt(other, Message)).CiphertextBlob.ToArray();
        return use switch
        {
            "Encrypt" => () => Client.EncryptAsync(new EncryptRequest { KeyId = key, Plaintext = new MemoryStream(Message), DryRun = dryRun }),
            "Decrypt" => () => Client.DecryptAsync(new DecryptRequest { CiphertextBlob = new MemoryStream(own), DryRun = dryRun }),
            "ReEncryptFrom" => () => Client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = new MemoryStream(own), DestinationKeyId = other, DryRun = dryRun }),
            "ReEncryptTo" => () => Client.ReEncryptAsync(new ReEncryptRequest { CiphertextBlob = new MemoryStream(foreign), DestinationKeyId = key, DryRun = dryRun }),
            "GenerateDataKey" => () => Client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, DryRun = dryRun }),
            "GenerateDataKeyWithoutPlaintext" => () => Client.GenerateDataKeyWithoutPlaintextAsync(new GenerateDataKeyWithoutPlaintextRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, DryRun = dryRun }),
            "GenerateDataKeyPair" => () => Client.GenerateDataKeyPairAsync(new GenerateDataKeyPairRequest { KeyId = key, KeyPairSpec = DataKeyPairSpec.ECC_NIST_P256, DryRun = dryRun }),
            _ => () => Client.GenerateDataKeyPairWithoutPlaintextAsync(new GenerateDataKeyPairWithoutPlaintextRequest { KeyId = key, KeyPairSpec = DataKeyPairSpec.ECC_NIST_P256, DryRun = dryRun }),
        };
    }

    private static bool Fits(string spec, byte[] privateKey, byte[] publicKey)
    {
        if (spec.StartsWith("RSA", StringComparison.Ordinal))
        {
            using var signer = RSA.Create();
            using var verifier = RSA.Create();
            signer.ImportPkcs8PrivateKey(privateKey, out _);
            verifier.ImportSubjectPublicKeyInfo(publicKey, out _);
            return verifier.VerifyData(Message, signer.SignData(Message, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        using var one = ECDsa.Create();
        using var two = ECDsa.Create();
        one.ImportPkcs8PrivateKey(privateKey, out _);
        two.ImportSubjectPublicKeyInfo(publicKey, out _);
        return two.VerifyData(Message, one.SignData(Message, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256);
    }

    private static Dictionary<string, string>? Context(string pairs) =>
        pairs.Length == 0 ? null : pairs.Split(',').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private static HttpRequestMessage Raw(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "https://kms.eu-west-1.amazonaws.com/") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "TrentService.Encrypt");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/kms/aws4_request, SignedHeaders=host, Signature=00");
        return request;
    }
}
