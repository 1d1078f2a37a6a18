using System.Text;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Aws.Tests;

public sealed class AliasTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly FakeTimeProvider _time = new();
    private readonly string _first;

    public AliasTests()
    {
        _client = _kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _first = _kms.CreateKey("alias/pii");
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("alias/pii")]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:alias/pii")]
    public async Task What_is_stored_names_the_key_that_answered(string alias)
    {
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = alias, AlsoDecryptWith = { _first } });
        var (key, edks) = await Data.MakeAsync(keyring);
        Assert.Equal(_first, Encoding.ASCII.GetString(Assert.Single(edks).ProviderInfo.Span));
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        Assert.Equal([alias, _first], _kms.Calls.Select(call => call.KeyId));
    }

    /// <summary>The way to change keys: first every server knows the new one, then the alias moves.</summary>
    [Fact]
    public async Task A_pinned_alias_moves_only_to_keys_that_are_named()
    {
        var named = _kms.CreateKey();
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoDecryptWith = { _first, named } });
        var (oldKey, oldEdks) = await Data.MakeAsync(keyring);
        await MoveAsync(named);
        var (newKey, newEdks) = await Data.MakeAsync(keyring);
        Assert.Equal(oldKey, await Data.OpenAsync(keyring, Data.Stored(oldKey, oldEdks)));
        Assert.Equal(newKey, await Data.OpenAsync(keyring, Data.Stored(newKey, newEdks)));

        var unnamed = _kms.CreateKey();
        await MoveAsync(unnamed);
        _time.Advance(TimeSpan.FromSeconds(31));
        foreach (var attempt in new Func<Task>[]
        {
            async () => await keyring.GenerateAsync(Data.New()),
            async () => await keyring.RewrapAsync(Data.Stored(oldKey, oldEdks)),
            async () =>
            {
                using var lease = DataKeyLease.Create(oldKey, [.. oldEdks]);
                await keyring.WrapAsync(lease, Data.New());
            },
        })
        {
            var error = await Assert.ThrowsAsync<KeyUnavailableException>(attempt);
            Assert.Contains(unnamed, error.Message, StringComparison.Ordinal);
            Assert.Contains("AlsoDecryptWith", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(oldKey, await Data.OpenAsync(keyring, Data.Stored(oldKey, oldEdks)));
    }

    [Fact]
    public async Task An_alias_of_a_key_that_wraps_anyway_is_refused()
    {
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoEncryptWith = { _first } });
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
        Assert.Contains("AlsoEncryptWith", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alias_alone_opens_with_the_key_that_it_points_to()
    {
        var (key, edks) = await Data.MakeAsync(Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" }));
        var reader = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" });
        _kms.ClearCalls();
        Assert.Equal(key, await Data.OpenAsync(reader, Data.Stored(key, edks)));
        Assert.Equal(key, await Data.OpenAsync(reader, Data.Stored(key, edks)));
        Assert.Equal(["DescribeKey", "Decrypt", "Decrypt"], _kms.Calls.Select(call => call.EventName));
        Assert.Equal(_first, _kms.Calls[^1].KeyId);
    }

    /// <summary>What a database names cannot make more calls than one in half a minute.</summary>
    [Fact]
    public async Task An_alias_alone_is_asked_about_foreign_keys_at_most_twice_a_minute()
    {
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, _kms.CreateKey()));
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" });
        _kms.ClearCalls();
        for (var i = 0; i < 10; i++)
        {
            var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks)));
            Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
            _time.Advance(TimeSpan.FromSeconds(10));
        }
        Assert.Equal(["DescribeKey", "DescribeKey", "DescribeKey", "DescribeKey"], _kms.Calls.Select(call => call.EventName));
    }

    [Fact]
    public async Task A_thousand_who_ask_about_an_alias_at_once_make_one_call()
    {
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, _kms.CreateKey()));
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" });
        _kms.ClearCalls();
        _kms.Faults.HangNext(1);
        var asking = Enumerable.Range(0, 1000).Select(_ => keyring.UnwrapAsync(Data.Stored(key, edks)).AsTask()).ToArray();
        _kms.Faults.Clear();
        foreach (var asked in asking)
            await Assert.ThrowsAsync<KeyUnavailableException>(() => asked.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Single(_kms.Calls);
    }

    [Fact]
    public async Task An_alias_alone_that_was_moved_is_followed()
    {
        var (oldKey, oldEdks) = await Data.MakeAsync(Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" }));
        var reader = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" });
        await Data.OpenAsync(reader, Data.Stored(oldKey, oldEdks));
        await MoveAsync(_kms.CreateKey());
        var (key, edks) = await Data.MakeAsync(Keyring(new AwsKmsKeyOptions { Alias = "alias/pii" }));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(key, await Data.OpenAsync(reader, Data.Stored(key, edks)));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await reader.UnwrapAsync(Data.Stored(oldKey, oldEdks)));
        Assert.Equal(KeyUnavailableReason.NotConfigured, error.Reason);
        Assert.Contains(_first, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Which key the alias names is not known: that is a fault of the service, neither tampering nor a wrong configuration, and it is not remembered.</summary>
    [Fact]
    public async Task An_alias_that_cannot_be_asked()
    {
        var second = _kms.CreateKey();
        var writer = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoEncryptWith = { second } });
        var (key, edks) = await Data.MakeAsync(writer);
        var reader = Keyring(new AwsKmsKeyOptions { Alias = "alias/pii", AlsoEncryptWith = { second } });
        _kms.Faults.FailNext(int.MaxValue, "AccessDeniedException", operation: "DescribeKey");
        Assert.Equal(key, await Data.OpenAsync(reader, Data.Stored(key, edks)));
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await reader.UnwrapAsync(Data.Stored(key, edks[..1])));
        Assert.Equal(KeyUnavailableReason.AccessDenied, error.Reason);
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await reader.UnwrapAsync(Data.Stored(new byte[32], edks)));
        _kms.Faults.Clear();
        Assert.Equal(key, await Data.OpenAsync(reader, Data.Stored(key, edks[..1])));
    }

    [Fact]
    public async Task An_alias_that_does_not_exist()
    {
        var keyring = Keyring(new AwsKmsKeyOptions { Alias = "alias/none" });
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
        Assert.Contains("alias/none in eu-west-1", error.Message, StringComparison.Ordinal);
    }

    private AwsKmsKeyring Keyring(AwsKmsKeyOptions key) => new(_ => _client, Data.Options(key), _time);

    private async Task MoveAsync(string target) => await _client.UpdateAliasAsync(new UpdateAliasRequest { AliasName = "alias/pii", TargetKeyId = target });
}
