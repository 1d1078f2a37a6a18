using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

public sealed class RewrapTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly AmazonKeyManagementServiceClient _america;
    private readonly string _old;
    private readonly string _new;

    public RewrapTests()
    {
        _client = _kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _america = _kms.CreateClient(region: "us-east-1", configure: config => config.MaxErrorRetry = 0);
        _old = _kms.CreateKey("alias/pii");
        _new = _kms.CreateKey();
    }

    public void Dispose()
    {
        _client.Dispose();
        _america.Dispose();
    }

    /// <summary>ReEncrypt moves it, Decrypt shows that the new one is right; both contexts and both keys are named.</summary>
    [Fact]
    public async Task A_data_key_moves_to_the_new_key_within_KMS()
    {
        var (key, edks) = await MakeAsync(_old);
        var keyring = Rotated();
        var rewrapped = await keyring.RewrapAsync(Data.Stored(key, edks));
        Assert.Equal([_new], Arns(rewrapped));
        Assert.Equal(["ReEncrypt", "Decrypt"], _kms.Calls.Select(call => call.EventName));
        var moved = _kms.Calls[0];
        Assert.Equal([_old, _new], moved.KeyArns);
        Assert.Equal(_old, moved.KeyId);
        Assert.Equal(new Dictionary<string, string>(Data.Context), moved.EncryptionContext);
        Assert.Equal(new Dictionary<string, string>(Data.Context), moved.DestinationEncryptionContext);
        Assert.Equal(_new, _kms.Calls[1].KeyId);

        await _client.DisableKeyAsync(_old);
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, rewrapped)));
    }

    [Fact]
    public async Task What_is_current_stays_without_a_call()
    {
        var keyring = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _new, AlsoEncryptWith = { _kms.CreateKey() }, AlsoDecryptWith = { _old } }));
        var (key, edks) = await Data.MakeAsync(keyring);
        _kms.ClearCalls();
        Assert.Equal(edks, await keyring.RewrapAsync(Data.Stored(key, edks)));
        Assert.Equal(edks.Reverse(), await keyring.RewrapAsync(Data.Stored(key, edks.Reverse())));
        Assert.Empty(_kms.Calls);
    }

    /// <summary>The old one goes only when the new one is there: one that is there already is opened before it is trusted.</summary>
    [Fact]
    public async Task What_is_under_the_new_key_already_is_kept()
    {
        var keyring = Rotated();
        var (key, old) = await MakeAsync(_old);
        var current = await keyring.RewrapAsync(Data.Stored(key, old));
        _kms.ClearCalls();
        Assert.Equal(current, await keyring.RewrapAsync(Data.Stored(key, [.. old, .. current])));
        Assert.Equal(["Decrypt"], _kms.Calls.Select(call => call.EventName));
    }

    [Fact]
    public async Task One_of_another_record_under_the_new_key_does_not_replace_the_right_one()
    {
        var keyring = Rotated();
        var (_, foreign) = await MakeAsync(_new);
        var (_, foreignOld) = await MakeAsync(_old);
        var (key, edks) = await MakeAsync(_old);
        var rewrapped = await keyring.RewrapAsync(Data.Stored(key, [.. foreign, .. foreignOld, .. edks]));
        Assert.Equal([_new], Arns(rewrapped));
        Assert.Equal(["Decrypt", "ReEncrypt", "Decrypt", "ReEncrypt", "Decrypt"], _kms.Calls.Select(call => call.EventName));
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, rewrapped)));
    }

    [Fact]
    public async Task Nothing_that_is_refused_is_moved()
    {
        var keyring = Rotated();
        var (key, edks) = await MakeAsync(_old);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.RewrapAsync(Data.Stored(new byte[32], edks)));
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.RewrapAsync(Data.Stored(key, edks, EncryptionContext.Of(("tenant", "t2")))));
    }

    [Fact]
    public async Task Keys_that_are_not_configured_are_not_asked()
    {
        var (key, edks) = await MakeAsync(_kms.CreateKey());
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Rotated().RewrapAsync(Data.Stored(key, edks)));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Empty(_kms.Calls);
    }

    [Theory]
    [InlineData("ReEncrypt")]
    [InlineData("Decrypt")]
    public async Task A_fault_on_the_way_changes_nothing_and_passes(string operation)
    {
        var keyring = Rotated();
        var (key, edks) = await MakeAsync(_old);
        _kms.Faults.FailNext(1, "AccessDeniedException", operation: operation);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.RewrapAsync(Data.Stored(key, edks)));
        Assert.Equal(KeyUnavailableReason.AccessDenied, error.Reason);
        Assert.Contains(_new, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_kms.Calls, call => call.EventName is "Encrypt");
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        Assert.Equal([_new], Arns(await keyring.RewrapAsync(Data.Stored(key, edks))));
    }

    [Fact]
    public async Task A_disabled_source_is_told_and_another_source_serves()
    {
        var third = _kms.CreateKey();
        var (key, edks) = await Data.MakeAsync(new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _old, AlsoEncryptWith = { third } })));
        var keyring = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _new, AlsoDecryptWith = { _old, third } }));
        await _client.DisableKeyAsync(_old);
        Assert.Equal([_new], Arns(await keyring.RewrapAsync(Data.Stored(key, edks))));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.RewrapAsync(Data.Stored(key, edks[..1])));
        Assert.Equal(KeyUnavailableReason.Disabled, error.Reason);
    }

    /// <summary>Disaster recovery: what only one Region can open is put under a key of another too.</summary>
    [Fact]
    public async Task A_data_key_is_brought_to_another_Region()
    {
        var there = _kms.CreateKey(region: "us-east-1");
        var (key, edks) = await MakeAsync(_old);
        var keyring = Everywhere(new AwsKmsKeyOptions { KeyArn = _old, AlsoEncryptWith = { there } });
        var rewrapped = await keyring.RewrapAsync(Data.Stored(key, edks));
        Assert.Equal([_old, there], Arns(rewrapped));
        Assert.Equal(edks[0], rewrapped[0]);
        Assert.DoesNotContain(_kms.Calls, call => call.EventName == "ReEncrypt");
        Assert.Equal(key, await Data.OpenAsync(Data.Keyring(_america, there), Data.Stored(key, rewrapped)));
    }

    [Fact]
    public async Task The_target_Regions_own_source_is_used_first()
    {
        var there = _kms.CreateKey(region: "us-east-1");
        var thereNew = _kms.CreateKey(region: "us-east-1");
        var (key, edks) = await Data.MakeAsync(Everywhere(new AwsKmsKeyOptions { KeyArn = _old, AlsoEncryptWith = { there } }));
        _kms.ClearCalls();
        var rewrapped = await Everywhere(new AwsKmsKeyOptions { KeyArn = thereNew, AlsoDecryptWith = { _old, there } }).RewrapAsync(Data.Stored(key, edks));
        Assert.Equal([thereNew], Arns(rewrapped));
        Assert.Equal(["us-east-1 ReEncrypt", "us-east-1 Decrypt"], _kms.Calls.Select(call => $"{call.Region} {call.EventName}"));
    }

    [Fact]
    public async Task An_alias_leads_to_the_key_that_it_points_to()
    {
        var (key, edks) = await MakeAsync(_old);
        await _client.UpdateAliasAsync(new UpdateAliasRequest { AliasName = "alias/pii", TargetKeyId = _new });
        _kms.ClearCalls();
        var keyring = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoDecryptWith = { _old, _new } }));
        Assert.Equal([_new], Arns(await keyring.RewrapAsync(Data.Stored(key, edks))));
        Assert.Equal(["DescribeKey", "ReEncrypt", "Decrypt"], _kms.Calls.Select(call => call.EventName));
    }

    [Fact]
    public async Task An_answer_of_another_key_is_not_stored()
    {
        var (key, edks) = await MakeAsync(_old);
        using var client = new WatchedClient(_kms);
        var keyring = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = _new, AlsoDecryptWith = { _old } }));
        foreach (var change in new Action<ReEncryptResponse>[] { answer => answer.KeyId = _old, answer => answer.SourceKeyId = _new, answer => answer.KeyId = null, answer => answer.CiphertextBlob = null })
        {
            client.Change = answer =>
            {
                if (answer is ReEncryptResponse moved)
                    change(moved);
            };
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.RewrapAsync(Data.Stored(key, edks)));
        }
    }

    private async Task<(byte[] Key, EncryptedDataKey[] Edks)> MakeAsync(string arn)
    {
        var made = await Data.MakeAsync(Data.Keyring(_client, arn));
        _kms.ClearCalls();
        return made;
    }

    private AwsKmsKeyring Rotated() => new(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _new, AlsoDecryptWith = { _old } }));

    private AwsKmsKeyring Everywhere(AwsKmsKeyOptions key) => new(region => region == "eu-west-1" ? _client : _america, Data.Options(key));

    private static IEnumerable<string> Arns(IEnumerable<EncryptedDataKey> edks) => edks.Select(edk => Encoding.ASCII.GetString(edk.ProviderInfo.Span));
}
