using Amazon.KeyManagementService;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>Records over KMS, by way of real HTTP connections.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private KmsTestServer _server = null!;
    private AmazonKeyManagementServiceClient _client = null!;
    private string _arn = null!;

    private TestKms Kms => _server.Kms;

    public async ValueTask InitializeAsync()
    {
        _server = await KmsTestServer.StartAsync();
        _client = _server.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _arn = Kms.CreateKey();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_record_makes_the_round_trip_and_names_its_use_to_KMS()
    {
        var encryptor = new RecordEncryptor(Data.Keyring(_client, _arn));
        var stored = await encryptor.EncryptAsync(New(1));
        Assert.Equal("DE02120300000000202051", (await encryptor.DecryptAsync(stored)).Iban);
        Assert.All(Kms.Calls, call => Assert.Equal(new Dictionary<string, string> { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:pii" }, call.EncryptionContext));
        Assert.Equal(["GenerateDataKey", "Decrypt"], Kms.Calls.Select(call => call.EventName));
    }

    /// <summary>The commitment tells the record's own data key from another's, before and after a rewrap.</summary>
    [Fact]
    public async Task An_encrypted_data_key_of_another_record_put_first_masks_nothing()
    {
        var keyring = Data.Keyring(_client, _arn);
        var encryptor = new RecordEncryptor(keyring);
        var stored = await encryptor.EncryptAsync(New(1));
        var other = await encryptor.EncryptAsync(New(2));
        stored.RecordHeader = RecordHeader.FromBytes(Prepend(stored.RecordHeader.Bytes.ToArray(), other.RecordHeader.Bytes.ToArray()));
        Assert.Equal("DE02120300000000202051", (await encryptor.DecryptAsync(stored)).Iban);
        stored.RecordHeader = RecordHeader.FromBytes((byte[])[.. stored.RecordHeader.Bytes.ToArray()[..51], .. other.RecordHeader.Bytes.ToArray()[51..]]);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(stored));

        // Format 1: the count at byte 51, then the encrypted data keys.
        static byte[] Prepend(byte[] header, byte[] from) => [.. header[..51], 2, .. from[52..], .. header[52..]];
    }

    [Fact]
    public async Task A_record_of_another_tenant_is_refused_by_KMS()
    {
        var encryptor = new RecordEncryptor(Data.Keyring(_client, _arn));
        var stored = await encryptor.EncryptAsync(New(1));
        var moved = new EncryptedInvoice { Tenant = "t2", Number = 1, Iban = stored.Iban, RecordHeader = stored.RecordHeader };
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await encryptor.DecryptAsync(moved));
        Assert.Equal("InvalidCiphertextException", Kms.Calls[^1].ErrorCode);
    }

    /// <summary>The window of a revocation is the cache's age; evicting closes it.</summary>
    [Fact]
    public async Task A_disabled_key_is_in_use_until_the_cache_lets_go()
    {
        using var cache = new CachingKeyring(Data.Keyring(_client, _arn));
        var encryptor = new RecordEncryptor(cache);
        var stored = await encryptor.EncryptAsync(New(1));
        await _client.DisableKeyAsync(_arn);
        await encryptor.DecryptAsync(stored);
        await encryptor.EncryptAsync(New(2));
        await cache.EvictAsync("pii");
        var reading = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await encryptor.DecryptAsync(stored));
        var writing = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await encryptor.EncryptAsync(New(3)));
        Assert.Equal([KeyUnavailableReason.Disabled, KeyUnavailableReason.Disabled], [reading.Reason, writing.Reason]);
        await _client.EnableKeyAsync(_arn);
        Assert.Equal("DE02120300000000202051", (await encryptor.DecryptAsync(stored)).Iban);
    }

    [Fact]
    public async Task A_connection_that_is_reset_leaves_the_record_as_it_was()
    {
        var encryptor = new RecordEncryptor(Data.Keyring(_client, _arn));
        var stored = await encryptor.EncryptAsync(New(1));
        var before = stored.RecordHeader.Bytes.ToArray();
        Kms.Faults.ResetNext(int.MaxValue);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await encryptor.UpdateAsync(stored, New(1)));
        Assert.Equal(KeyUnavailableReason.Unreachable, error.Reason);
        Kms.Faults.Clear();
        Assert.Equal(before, stored.RecordHeader.Bytes.ToArray());
        Assert.Equal("DE02120300000000202051", (await encryptor.DecryptAsync(stored)).Iban);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS()
    {
        using var client = new AmazonKeyManagementServiceClient(
            new Amazon.Runtime.BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "not-verified"),
            new AmazonKeyManagementServiceConfig { ServiceURL = $"https://{_server.Endpoint.Authority}", AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(client, _arn).GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.Unreachable, error.Reason);
        Assert.IsType<System.Security.Authentication.AuthenticationException>(error.GetBaseException());
        Assert.Empty(Kms.Calls);
    }

    /// <summary>No exception of ours or of the SDK's shows a byte of a key, in whatever form.</summary>
    [Fact]
    public async Task No_error_shows_key_bytes()
    {
        var keyring = Data.Keyring(_client, _arn);
        var (key, edks) = await Data.MakeAsync(keyring);
        await _client.DisableKeyAsync(_arn);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks)));
        using var lease = DataKeyLease.Create(key, [.. edks]);
        var wrapping = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.WrapAsync(lease, Data.New()));
        foreach (var text in new[] { error.ToString(), wrapping.ToString() })
        {
            Assert.DoesNotContain(Convert.ToBase64String(key)[..8], text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(key)[..8], text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static Invoice New(int number) => new() { Tenant = "t1", Number = number, Iban = "DE02120300000000202051" };
}
