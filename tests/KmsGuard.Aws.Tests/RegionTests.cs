using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Aws.Tests;

public sealed class RegionTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _europe;
    private readonly AmazonKeyManagementServiceClient _america;

    public RegionTests()
    {
        _europe = _kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _america = _kms.CreateClient(region: "us-east-1", configure: config => config.MaxErrorRetry = 0);
    }

    public void Dispose()
    {
        _europe.Dispose();
        _america.Dispose();
    }

    [Fact]
    public async Task Keys_in_two_Regions_each_open_the_data_alone()
    {
        var here = _kms.CreateKey();
        var there = _kms.CreateKey(region: "us-east-1");
        var writer = Keyring(new AwsKmsKeyOptions { KeyArn = here, AlsoEncryptWith = { there } });
        var (key, edks) = await Data.MakeAsync(writer);
        Assert.Equal([here, there], edks.Select(edk => Encoding.ASCII.GetString(edk.ProviderInfo.Span)));
        Assert.Equal(["eu-west-1 GenerateDataKey", "us-east-1 Encrypt"], _kms.Calls.Select(call => $"{call.Region} {call.EventName}"));
        Assert.Equal(key, await Data.OpenAsync(Data.Keyring(_europe, here), Data.Stored(key, edks)));
        Assert.Equal(key, await Data.OpenAsync(Data.Keyring(_america, there), Data.Stored(key, edks)));
    }

    /// <summary>The key that is configured first is near: it is asked first, in whichever order another Region wrote.</summary>
    [Fact]
    public async Task The_own_Region_is_asked_first()
    {
        var here = _kms.CreateKey();
        var there = _kms.CreateKey(region: "us-east-1");
        var (key, edks) = await Data.MakeAsync(Keyring(new AwsKmsKeyOptions { KeyArn = there, AlsoEncryptWith = { here } }));
        _kms.ClearCalls();
        Assert.Equal(key, await Data.OpenAsync(Keyring(new AwsKmsKeyOptions { KeyArn = here, AlsoEncryptWith = { there } }), Data.Stored(key, edks)));
        Assert.Equal("eu-west-1", Assert.Single(_kms.Calls).Region);
    }

    [Fact]
    public async Task A_Region_that_is_out_of_order_does_not_keep_the_other_from_opening()
    {
        var here = _kms.CreateKey();
        var there = _kms.CreateKey(region: "us-east-1");
        var keyring = Keyring(new AwsKmsKeyOptions { KeyArn = here, AlsoEncryptWith = { there } });
        var (key, edks) = await Data.MakeAsync(keyring);
        _kms.Faults.FailNext(int.MaxValue, null, 503, region: "eu-west-1");
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        _kms.Faults.FailNext(int.MaxValue, null, 503, region: "us-east-1");
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks)));
        Assert.Equal(KeyUnavailableReason.Unreachable, error.Reason);
        Assert.Contains(here, error.Message, StringComparison.Ordinal);
        Assert.Contains(there, error.Message, StringComparison.Ordinal);
        _kms.Faults.Clear();
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
    }

    /// <summary>A key that is disabled for good and one that is throttled for a moment: it is worth trying again.</summary>
    [Fact]
    public async Task Of_several_faults_the_one_that_may_pass_is_told()
    {
        var here = _kms.CreateKey();
        var there = _kms.CreateKey(region: "us-east-1");
        var keyring = Keyring(new AwsKmsKeyOptions { KeyArn = here, AlsoEncryptWith = { there } });
        var (key, edks) = await Data.MakeAsync(keyring);
        await _europe.DisableKeyAsync(here);
        _kms.Faults.ThrottleNext(int.MaxValue, region: "us-east-1");
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks)));
        Assert.Equal(KeyUnavailableReason.Throttled, error.Reason);
        Assert.Contains("is disabled", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A dead Region costs one reading its time limit, not every one.</summary>
    [Fact]
    public async Task A_Region_that_did_not_answer_is_asked_last_for_a_while()
    {
        var here = _kms.CreateKey();
        var there = _kms.CreateKey(region: "us-east-1");
        var time = new FakeTimeProvider();
        var keyring = new AwsKmsKeyring(region => region == "eu-west-1" ? _europe : _america, Data.Options(new AwsKmsKeyOptions { KeyArn = here, AlsoEncryptWith = { there } }), time);
        var (key, edks) = await Data.MakeAsync(keyring);
        _kms.Faults.FailNext(1, null, 503, region: "eu-west-1");
        _kms.ClearCalls();
        for (var i = 0; i < 3; i++)
            await Data.OpenAsync(keyring, Data.Stored(key, edks));
        time.Advance(TimeSpan.FromSeconds(31));
        for (var i = 0; i < 2; i++)
            await Data.OpenAsync(keyring, Data.Stored(key, edks));
        Assert.Equal(["eu-west-1", "us-east-1", "us-east-1", "us-east-1", "eu-west-1", "eu-west-1"], _kms.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task A_replica_of_a_multi_Region_key_opens_what_another_made()
    {
        var primary = _kms.CreateKey(multiRegion: true);
        var replica = (await _europe.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = "us-east-1" })).ReplicaKeyMetadata.Arn;
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_europe, primary));
        _kms.ClearCalls();
        var reader = Data.Keyring(_america, replica);
        using (var opened = await reader.UnwrapAsync(Data.Stored(key, edks)))
            Assert.Equal(edks, opened.EncryptedDataKeys);
        var call = Assert.Single(_kms.Calls);
        Assert.Equal("us-east-1", call.Region);
        Assert.Equal(replica, call.KeyId);

        // Both configured: still one call, to the very key.
        _kms.ClearCalls();
        await Data.OpenAsync(Keyring(new AwsKmsKeyOptions { KeyArn = replica, AlsoDecryptWith = { primary } }), Data.Stored(key, edks));
        Assert.Equal("eu-west-1", Assert.Single(_kms.Calls).Region);
    }

    [Fact]
    public async Task What_a_replica_made_is_rewrapped_in_the_Region_that_is_configured_now()
    {
        var primary = _kms.CreateKey(multiRegion: true);
        var replica = (await _europe.ReplicateKeyAsync(new ReplicateKeyRequest { KeyId = primary, ReplicaRegion = "us-east-1" })).ReplicaKeyMetadata.Arn;
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_europe, primary));
        var current = await Data.Keyring(_america, replica).RewrapAsync(Data.Stored(key, edks));
        Assert.Equal(replica, Encoding.ASCII.GetString(Assert.Single(current).ProviderInfo.Span));
        Assert.Equal(key, await Data.OpenAsync(Data.Keyring(_america, replica), Data.Stored(key, current)));
        Assert.Equal(key, await Data.OpenAsync(Data.Keyring(_europe, primary), Data.Stored(key, current)));
    }

    [Theory]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "arn:aws:kms:us-east-1:111122223333:key/mrk-1235")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "arn:aws:kms:us-east-1:111122223334:key/mrk-1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "arn:aws-cn:kms:us-east-1:111122223333:key/mrk-1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "arn:aws:kms:us-east-1:111122223333:alias/mrk-1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "arn:aws:kms::111122223333:key/mrk-1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234", "mrk-1234")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/MRK-1234", "arn:aws:kms:us-east-1:111122223333:key/MRK-1234")]
    public async Task Nothing_else_is_a_replica(string configured, string stored)
    {
        var edk = new EncryptedDataKey("aws-kms", Encoding.ASCII.GetBytes(stored), [1]);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(_europe, configured).UnwrapAsync(Data.Stored(new byte[32], [edk])));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Empty(_kms.Calls);
    }

    /// <summary>Bytes that only look like an ARN when they are read carelessly.</summary>
    [Fact]
    public async Task Provider_info_that_is_not_ASCII_is_no_replica()
    {
        var info = Encoding.ASCII.GetBytes("arn:aws:kms:us-east-1:111122223333:key/mrk-1234");
        info[12] |= 0x80;
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () =>
            await Data.Keyring(_europe, "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234").UnwrapAsync(Data.Stored(new byte[32], [new EncryptedDataKey("aws-kms", info, [1])])));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
    }

    private AwsKmsKeyring Keyring(AwsKmsKeyOptions key) => new(region => region == "eu-west-1" ? _europe : _america, Data.Options(key));
}
