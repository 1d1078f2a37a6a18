using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

public sealed class AwsKmsKeyringTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _arn;
    private readonly AwsKmsKeyring _keyring;

    public AwsKmsKeyringTests()
    {
        _client = _kms.CreateClient();
        _arn = _kms.CreateKey("alias/pii");
        _keyring = Data.Keyring(_client, _arn);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_data_key_makes_the_round_trip_with_one_call_each_way()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        using var opened = await _keyring.UnwrapAsync(Data.Stored(key, edks));
        Assert.Equal(32, key.Length);
        Assert.Equal(key, opened.Key.ToArray());
        Assert.Equal(edks, opened.EncryptedDataKeys);
        Assert.Equal(["GenerateDataKey", "Decrypt"], _kms.Calls.Select(call => call.EventName));
        Assert.All(_kms.Calls, call =>
        {
            Assert.Equal(_arn, call.KeyId);
            Assert.Equal(new Dictionary<string, string> { ["tenant"] = "t1", ["stage"] = "test" }, call.EncryptionContext);
        });
    }

    /// <summary>AWS KMS keyring of the AWS Encryption SDK: provider aws-kms, the key's ARN, the ciphertext blob.</summary>
    [Fact]
    public async Task Encrypted_data_keys_are_those_of_the_Encryption_SDK()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        var edk = Assert.Single(edks);
        Assert.Equal("aws-kms", edk.ProviderId);
        Assert.Equal(_arn, Encoding.ASCII.GetString(edk.ProviderInfo.Span));
        var opened = await _client.DecryptAsync(new DecryptRequest { KeyId = _arn, CiphertextBlob = new MemoryStream(edk.Ciphertext.ToArray()), EncryptionContext = new(Data.Context) });
        Assert.Equal(key, opened.Plaintext.ToArray());
    }

    [Fact]
    public async Task Another_context_opens_nothing()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await _keyring.UnwrapAsync(Data.Stored(key, edks, EncryptionContext.Of(("tenant", "t2"), ("stage", "test")))));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await _keyring.UnwrapAsync(Data.Stored(key, edks, EncryptionContext.Empty)));
    }

    [Fact]
    public async Task Every_changed_or_cut_ciphertext_is_refused()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        var blob = edks[0].Ciphertext.ToArray();
        for (var i = 0; i < blob.Length; i++)
        {
            var changed = blob.ToArray();
            changed[i] ^= 1;
            await Refused(changed);
            await Refused(blob[..i]);
        }
        await Refused([.. blob, 0]);

        async Task Refused(byte[] ciphertext) => await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () =>
            await _keyring.UnwrapAsync(Data.Stored(key, [new EncryptedDataKey("aws-kms", edks[0].ProviderInfo.Span, ciphertext)])));
    }

    [Fact]
    public async Task A_candidate_that_is_not_accepted_is_wiped_and_does_not_mask_the_next()
    {
        var (_, others) = await Data.MakeAsync(_keyring);
        var (key, meant) = await Data.MakeAsync(_keyring);
        var candidates = new List<DataKeyLease>();
        var request = Data.Stored(key, [.. others, .. meant]);
        request = request with
        {
            Accept = candidate =>
            {
                candidates.Add(candidate);
                return candidate.Key.SequenceEqual(key);
            },
        };
        using var opened = await _keyring.UnwrapAsync(request);
        Assert.Equal(meant, opened.EncryptedDataKeys);
        Assert.Equal(2, _kms.CountCalls("Decrypt"));
        Assert.Throws<ObjectDisposedException>(() => candidates[0].Key.Length);
        Assert.Equal(key, candidates[1].Key.ToArray());
    }

    [Fact]
    public async Task A_candidate_about_which_Accept_throws_is_wiped()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        DataKeyLease seen = default;
        var request = Data.Stored(key, edks) with
        {
            Accept = candidate =>
            {
                seen = candidate;
                throw new InvalidOperationException("from the application");
            },
        };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _keyring.UnwrapAsync(request));
        Assert.Throws<ObjectDisposedException>(() => seen.Key.Length);
    }

    [Fact]
    public async Task Foreign_encrypted_data_keys_cost_no_call_and_are_named()
    {
        var foreign = _kms.CreateKey();
        var (key, made) = await Data.MakeAsync(Data.Keyring(_client, foreign));
        var blob = made[0].Ciphertext.Span;
        EncryptedDataKey[] edks =
        [
            .. made,
            Edk("aws-kms", _arn + "0", blob),
            Edk("aws-kms", _arn[..^1], blob),
            Edk("aws-kms", _arn.ToUpperInvariant(), blob),
            Edk("aws-kms", _arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal), blob),
            Edk("aws-kms", "alias/pii", blob),
            Edk("aws-kms\0", _arn, blob),
            Edk("kmsguard-local", "\r\nforged log line", blob),
        ];
        _kms.ClearCalls();
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await _keyring.UnwrapAsync(Data.Stored(key, edks)));
        Assert.Empty(_kms.Calls);
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Contains(foreign, error.Message, StringComparison.Ordinal);
        Assert.Contains("'pii'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', error.Message);
    }

    /// <summary>Also of our own key: a record has at most 8.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(65_535)]
    public async Task A_flood_of_encrypted_data_keys_costs_no_call(int count)
    {
        var (key, made) = await Data.MakeAsync(_keyring);
        var flood = Data.Stored(key, Enumerable.Repeat(made[0], count));
        _kms.ClearCalls();
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await _keyring.UnwrapAsync(flood));
        await Assert.ThrowsAsync<CiphertextFormatException>(async () => await _keyring.RewrapAsync(flood));
        Assert.Empty(_kms.Calls);
    }

    [Fact]
    public async Task Foreign_encrypted_data_keys_before_ours_cost_no_call()
    {
        var (_, foreign) = await Data.MakeAsync(Data.Keyring(_client, _kms.CreateKey()));
        var (key, edks) = await Data.MakeAsync(_keyring);
        _kms.ClearCalls();
        Assert.Equal(key, await Data.OpenAsync(_keyring, Data.Stored(key, [.. foreign, .. edks])));
        Assert.Single(_kms.Calls);
    }

    /// <summary>An empty ciphertext is a wrong request to AWS KMS: here it must not look like a key that is out of order.</summary>
    [Fact]
    public async Task An_empty_ciphertext_is_refused_without_a_call()
    {
        var request = Data.Stored(new byte[32], [Edk("aws-kms", _arn, [])]);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await _keyring.UnwrapAsync(request));
        Assert.Empty(_kms.Calls);
    }

    [Fact]
    public async Task A_key_name_that_is_not_configured_makes_no_call()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        _kms.ClearCalls();
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await _keyring.GenerateAsync(Data.New(keyName: "PII")));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Contains("'PII'", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await _keyring.UnwrapAsync(Data.Stored(key, edks, keyName: "other")));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await _keyring.RewrapAsync(Data.Stored(key, edks, keyName: "other")));
        Assert.Empty(_kms.Calls);
    }

    /// <summary>The key of one name does not open what was stored under another, though both are configured.</summary>
    [Fact]
    public async Task Key_names_have_their_own_keys()
    {
        var keyring = new AwsKmsKeyring(_client, new AwsKmsKeyringOptions { Keys = { ["pii"] = new() { KeyArn = _arn }, ["logs"] = new() { KeyArn = _kms.CreateKey() } } });
        var (key, edks) = await Data.MakeAsync(keyring);
        await Data.MakeAsync(keyring, keyName: "logs");
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks, keyName: "logs")));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
    }

    [Fact]
    public async Task Older_keys_only_open()
    {
        var (key, edks) = await Data.MakeAsync(_keyring);
        var next = _kms.CreateKey();
        var rotated = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = next, AlsoDecryptWith = { _arn } }));
        Assert.Equal(key, await Data.OpenAsync(rotated, Data.Stored(key, edks)));
        var (_, made) = await Data.MakeAsync(rotated);
        Assert.Equal([next], made.Select(edk => Encoding.ASCII.GetString(edk.ProviderInfo.Span)));
    }

    [Fact]
    public async Task Options_are_copied()
    {
        var options = Data.Options(_arn);
        var keyring = new AwsKmsKeyring(_client, options);
        options.Keys["pii"].KeyArn = _kms.CreateKey();
        options.Keys.Clear();
        await Data.MakeAsync(keyring);
        Assert.Equal(_arn, _kms.Calls[^1].KeyId);
    }

    [Fact]
    public async Task Grant_tokens_go_with_every_call()
    {
        var old = _kms.CreateKey();
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, old));
        string[] tokens = [await Data.GrantAsync(_client, _arn), await Data.GrantAsync(_client, old)];
        using var client = new WatchedClient(_kms);
        var keyring = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoEncryptWith = { _kms.CreateKey() }, AlsoDecryptWith = { old, _arn }, GrantTokens = { tokens[0], tokens[1] } }));
        await keyring.RewrapAsync(Data.Stored(key, edks));
        await Data.MakeAsync(keyring);
        Assert.Equal(["DecryptRequest", "DescribeKeyRequest", "EncryptRequest", "GenerateDataKeyRequest", "ReEncryptRequest"], client.Requests.Select(request => request.GetType().Name).Distinct().Order());
        Assert.All(client.Requests, request => Assert.Equal(tokens, (List<string>)request.GetType().GetProperty("GrantTokens")!.GetValue(request)!));
    }

    /// <summary>The streams of the SDK outlive the call until they are collected.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plaintext_in_the_answers_of_the_client_is_wiped(bool showsItsBuffer)
    {
        using var client = new WatchedClient(_kms);
        if (!showsItsBuffer)
        {
            client.Change = answer =>
            {
                switch (answer)
                {
                    case GenerateDataKeyResponse made: made.Plaintext = new MemoryStream(made.Plaintext.ToArray()); break;
                    case DecryptResponse opened: opened.Plaintext = new MemoryStream(opened.Plaintext.ToArray()); break;
                }
            };
        }
        var keyring = Data.Keyring(client, _arn);
        var (key, edks) = await Data.MakeAsync(keyring);
        await Data.OpenAsync(keyring, Data.Stored(key, edks));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Data.Stored(new byte[32], edks)));
        Assert.Equal(3, client.Plaintexts.Count);
        Assert.All(client.Plaintexts, plaintext => Assert.Equal(showsItsBuffer, plaintext.TryGetBuffer(out _)));
        Assert.All(client.Plaintexts, plaintext => Assert.Equal(new byte[32], plaintext.ToArray()));
    }

    /// <summary>Which keyring is over which is the application's affair: the client stays open.</summary>
    [Fact]
    public async Task The_client_stays_the_applications()
    {
        new CachingKeyring(_keyring).Dispose();
        await Data.MakeAsync(_keyring);
    }

    [Fact]
    public async Task A_data_key_of_another_keyring_is_wrapped_as_one_of_its_own()
    {
        var further = _kms.CreateKey();
        var keyring = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _arn, AlsoEncryptWith = { further } }));
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        using var lease = DataKeyLease.Create(key, [Edk("other", "", [])]);
        var edks = await keyring.WrapAsync(lease, Data.New());
        Assert.Equal([_arn, further], edks.Select(edk => Encoding.ASCII.GetString(edk.ProviderInfo.Span)));
        Assert.Equal(2, _kms.CountCalls("Encrypt"));
        Assert.All(edks, edk => Assert.Equal(key, Data.OpenAsync(keyring, Data.Stored(key, [edk])).GetAwaiter().GetResult()));
        Assert.Equal(key, lease.Key.ToArray());
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks, EncryptionContext.Of(("tenant", "t2")))));
    }

    private static EncryptedDataKey Edk(string provider, string info, ReadOnlySpan<byte> ciphertext) => new(provider, Encoding.ASCII.GetBytes(info), ciphertext);
}
