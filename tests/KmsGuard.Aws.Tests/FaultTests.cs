using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsGuard.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>Every fault of the list that the KMS itself can have: what a caller sees, that nothing is left behind, and that the next call works when the fault is gone; all of it also behind a cache.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _arn;

    public FaultTests()
    {
        _client = _kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _arn = _kms.CreateKey();
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disabled_key(bool cached)
    {
        await UnavailableAsync(
            cached,
            KeyUnavailableReason.Disabled,
            "DisabledException",
            () => _client.DisableKeyAsync(_arn),
            () => _client.EnableKeyAsync(_arn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_waits_for_its_deletion(bool cached)
    {
        await UnavailableAsync(
            cached,
            KeyUnavailableReason.PendingDeletion,
            "KMSInvalidStateException",
            () => _client.ScheduleKeyDeletionAsync(_arn, 7),
            async () =>
            {
                await _client.CancelKeyDeletionAsync(_arn);
                await _client.EnableKeyAsync(_arn);
            });
    }

    /// <summary>By the answers' codes and texts alone: what each means to a caller.</summary>
    [Theory]
    [InlineData("DisabledException", KeyUnavailableReason.Disabled, false)]
    [InlineData("NotFoundException", KeyUnavailableReason.NotFound, false)]
    [InlineData("InvalidArnException", KeyUnavailableReason.NotFound, false)]
    [InlineData("InvalidKeyUsageException", KeyUnavailableReason.NotFound, false)]
    [InlineData("UnsupportedOperationException", KeyUnavailableReason.NotFound, false)]
    [InlineData("AccessDeniedException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("InvalidGrantTokenException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("ExpiredTokenException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("UnrecognizedClientException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("InvalidSignatureException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("MissingAuthenticationTokenException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("ValidationException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData("ThrottlingException", KeyUnavailableReason.Throttled, true)]
    [InlineData("LimitExceededException", KeyUnavailableReason.Throttled, true)]
    [InlineData("TooManyRequestsException", KeyUnavailableReason.Throttled, true, 429)]
    [InlineData(null, KeyUnavailableReason.Throttled, true, 429)]
    [InlineData("DependencyTimeoutException", KeyUnavailableReason.Timeout, true, 503)]
    [InlineData("KeyUnavailableException", KeyUnavailableReason.Unreachable, true, 500)]
    [InlineData("KMSInternalException", KeyUnavailableReason.Unreachable, true, 500)]
    [InlineData("SomethingNewException", KeyUnavailableReason.Unreachable, true, 500)]
    [InlineData("SomethingNewException", KeyUnavailableReason.AccessDenied, false)]
    [InlineData(null, KeyUnavailableReason.Unreachable, true, 503)]
    [InlineData(null, KeyUnavailableReason.AccessDenied, false, 403)]
    public async Task An_error_of_the_service(string? code, KeyUnavailableReason reason, bool transient, int status = 400)
    {
        foreach (var cached in new[] { false, true })
        {
            var error = await UnavailableAsync(
                cached,
                reason,
                code ?? nameof(AmazonKeyManagementServiceException),
                () =>
                {
                    _kms.Faults.FailNext(int.MaxValue, code, status);
                    return Task.CompletedTask;
                },
                () =>
                {
                    _kms.Faults.Clear();
                    return Task.CompletedTask;
                });
            Assert.Equal(transient, error.IsTransient);
        }
    }

    /// <summary>A state has no code of its own. The texts are those of AWS KMS; some states cannot be had from a test KMS.</summary>
    [Theory]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is pending deletion.", KeyUnavailableReason.PendingDeletion)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is pending replica deletion.", KeyUnavailableReason.PendingDeletion)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is pending import.", KeyUnavailableReason.PendingImport)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is disabled.", KeyUnavailableReason.Disabled)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is unavailable.", KeyUnavailableReason.Unreachable)]
    [InlineData("arn:aws:kms:eu-west-1:111122223333:key/1 is creating.", KeyUnavailableReason.Unreachable)]
    [InlineData("something else", KeyUnavailableReason.Disabled)]
    public async Task A_key_in_a_state_that_does_not_allow_its_use(string text, KeyUnavailableReason reason)
    {
        // Made by hand, without an error code, as mocks do.
        using var client = new WatchedClient(_kms) { Change = _ => throw new KMSInvalidStateException(text) };
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(client, _arn).GenerateAsync(Data.New()));
        Assert.Equal(reason, error.Reason);
        Assert.Contains("KMSInvalidStateException", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_does_not_exist()
    {
        var missing = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(_client, missing).GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_account()
    {
        var foreign = _arn.Replace("111122223333", "444455556666", StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(_client, foreign).GenerateAsync(Data.New()));
        Assert.Contains(error.Reason, new[] { KeyUnavailableReason.NotFound, KeyUnavailableReason.AccessDenied });
        Assert.Contains(foreign, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A client with an endpoint of its own has no Region that could be compared beforehand.</summary>
    [Fact]
    public async Task A_key_of_another_Region_than_the_endpoint_answers_for()
    {
        var elsewhere = _kms.CreateKey(region: "us-east-1");
        using var client = _kms.CreateClient(configure: config =>
        {
            config.ServiceURL = "http://localhost:4566";
            config.AuthenticationRegion = "eu-west-1";
        });
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(client, elsewhere).GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.NotFound, error.Reason);
    }

    /// <summary>By key policy, really: a condition on the encryption context lets one tenant's server make and open only that tenant's keys.</summary>
    [Fact]
    public async Task A_caller_who_may_not_use_the_key_for_this_context()
    {
        const string Policy = """
            {
              "Version": "2012-10-17",
              "Statement": [
                { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" },
                {
                  "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/server" }, "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*",
                  "Condition": { "StringEquals": { "kms:EncryptionContext:tenant": "t1" } }
                }
              ]
            }
            """;
        var options = new TestKmsOptions { Principals = { ["AKIASERVER"] = new TestKmsPrincipal("arn:aws:iam::111122223333:role/server") } };
        var kms = new TestKms(options);
        var arn = kms.CreateKey(policy: Policy);
        using var client = kms.CreateClient("AKIASERVER");
        var keyring = Data.Keyring(client, arn);
        var (key, edks) = await Data.MakeAsync(keyring);
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));

        var other = EncryptionContext.Of(("tenant", "t2"));
        var writing = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New(other)));
        var reading = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks, other)));
        Assert.Equal([KeyUnavailableReason.AccessDenied, KeyUnavailableReason.AccessDenied], [writing.Reason, reading.Reason]);
        Assert.Contains("kms:GenerateDataKey", writing.Message, StringComparison.Ordinal);
    }

    /// <summary>A new grant is not known everywhere for minutes; its token makes it so.</summary>
    [Fact]
    public async Task A_grant_token_bridges_the_time_until_the_grant_is_known()
    {
        var options = new TestKmsOptions { GrantPropagation = TimeSpan.FromMinutes(5), Principals = { ["AKIASERVER"] = new TestKmsPrincipal("arn:aws:iam::111122223333:role/server") } };
        var kms = new TestKms(options);
        var arn = kms.CreateKey();
        using var administrator = kms.CreateClient();
        var grant = await administrator.CreateGrantAsync(new CreateGrantRequest { KeyId = arn, GranteePrincipal = "arn:aws:iam::111122223333:role/server", Operations = ["GenerateDataKey", "Decrypt"] });
        using var client = kms.CreateClient("AKIASERVER");
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(client, arn).GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.AccessDenied, error.Reason);
        var keyring = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = arn, GrantTokens = { grant.GrantToken } }));
        var (key, edks) = await Data.MakeAsync(keyring);
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
    }

    [Fact]
    public async Task A_message_names_key_cause_and_request()
    {
        await _client.DisableKeyAsync(_arn);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(_client, _arn).GenerateAsync(Data.New()));
        Assert.Contains("'pii'", error.Message, StringComparison.Ordinal);
        Assert.Contains(_arn, error.Message, StringComparison.Ordinal);
        Assert.Contains(_kms.Calls[^1].RequestId, error.Message, StringComparison.Ordinal);
        Assert.Contains("Enable it", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t1", error.Message, StringComparison.Ordinal);
        Assert.IsType<DisabledException>(error.InnerException);
    }

    /// <summary>AWS KMS refuses to answer with another key: who does so is between us and it.</summary>
    [Fact]
    public async Task An_answer_of_another_key()
    {
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, _arn));
        using var client = new WatchedClient(_kms);
        var keyring = Data.Keyring(client, _arn);
        var further = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = _arn, AlsoEncryptWith = { _kms.CreateKey() } }));
        var alias = new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { Alias = "alias/none", AlsoDecryptWith = { _arn } }));
        foreach (var other in new[] { _kms.CreateKey(), _arn.Replace("key/", "key/mrk-", StringComparison.Ordinal), _arn.ToUpperInvariant(), "alias/pii", "", null })
        {
            client.Change = answer =>
            {
                switch (answer)
                {
                    case GenerateDataKeyResponse made: made.KeyId = other; break;
                    case DecryptResponse opened: opened.KeyId = other; break;
                }
            };
            var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
            Assert.False(error.IsTransient);
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await alias.GenerateAsync(Data.New()));
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks)));
            client.Change = answer =>
            {
                if (answer is EncryptResponse wrapped)
                    wrapped.KeyId = other;
            };
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await further.GenerateAsync(Data.New()));
        }
        Assert.All(client.Plaintexts, plaintext => Assert.All(plaintext.ToArray(), octet => Assert.Equal(0, octet)));
    }

    [Fact]
    public async Task An_answer_without_a_usable_data_key()
    {
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, _arn));
        using var client = new WatchedClient(_kms);
        var keyring = Data.Keyring(client, _arn);
        foreach (var plaintext in new[] { null, new MemoryStream(), new MemoryStream(new byte[31]), new MemoryStream(new byte[33]), new MemoryStream(new byte[64]) })
        {
            client.Change = answer =>
            {
                switch (answer)
                {
                    case GenerateDataKeyResponse made: made.Plaintext = plaintext; break;
                    case DecryptResponse opened: opened.Plaintext = plaintext; break;
                }
            };
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
            await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks) with { Accept = _ => true }));
        }
        foreach (var blob in new[] { null, new MemoryStream(), new MemoryStream(new byte[1025]) })
        {
            client.Change = answer => ((GenerateDataKeyResponse)answer).CiphertextBlob = blob;
            await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
        }
    }

    /// <summary>What one key's fault hides, another key opens; and if none does, it is the fault that is told, not tampering.</summary>
    [Fact]
    public async Task One_key_out_of_order_of_two()
    {
        var second = _kms.CreateKey();
        var keyring = new AwsKmsKeyring(_client, Data.Options(new AwsKmsKeyOptions { KeyArn = _arn, AlsoEncryptWith = { second } }));
        var (key, edks) = await Data.MakeAsync(keyring);
        await _client.DisableKeyAsync(_arn);
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));

        var refused = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.UnwrapAsync(Data.Stored(new byte[32], edks)));
        Assert.Equal(KeyUnavailableReason.Disabled, refused.Reason);
        await _client.EnableKeyAsync(_arn);
        await Assert.ThrowsAsync<CiphertextAuthenticationException>(async () => await keyring.UnwrapAsync(Data.Stored(new byte[32], edks)));

        await _client.DisableKeyAsync(second);
        var half = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await keyring.GenerateAsync(Data.New()));
        Assert.Contains(second, half.Message, StringComparison.Ordinal);
    }

    /// <summary>An error in the program is not a key's fault.</summary>
    [Fact]
    public async Task A_client_that_was_disposed_is_not_a_fault_of_the_key()
    {
        var client = _kms.CreateClient();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Data.Keyring(client, _arn).GenerateAsync(Data.New()));
    }

    [Fact]
    public async Task Missing_credentials()
    {
        using var client = new AmazonKeyManagementServiceClient(new NoCredentials(), _client.Config as AmazonKeyManagementServiceConfig);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(async () => await Data.Keyring(client, _arn).GenerateAsync(Data.New()));
        Assert.Equal(KeyUnavailableReason.AccessDenied, error.Reason);
        Assert.Contains("credentials", error.Message, StringComparison.Ordinal);
        Assert.Empty(_kms.Calls);
    }

    /// <summary>Breaks the key, looks at what callers get, mends it, and looks again.</summary>
    private async Task<KeyUnavailableException> UnavailableAsync(bool cached, KeyUnavailableReason reason, string code, Func<Task> breakAsync, Func<Task> mendAsync)
    {
        IKeyring direct = Data.Keyring(_client, _arn);
        var time = new FakeTimeProvider();
        using var cache = new CachingKeyring(direct, timeProvider: time);
        var keyring = cached ? cache : direct;
        var (key, edks) = await Data.MakeAsync(direct);
        await breakAsync();
        var error = await FailsAsync(keyring.GenerateAsync(Data.New()).AsTask());
        Assert.Equal(reason, error.Reason);
        Assert.Contains(_arn, error.Message, StringComparison.Ordinal);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        var unwrap = await FailsAsync(keyring.UnwrapAsync(Data.Stored(key, edks)).AsTask());
        Assert.Equal(reason, unwrap.Reason);
        await mendAsync();
        time.Advance(TimeSpan.FromSeconds(6));      // the longest pause after failures

        // A failure that was kept would come again; a key that was half-made would be served without a call.
        _kms.ClearCalls();
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        var (made, madeEdks) = await Data.MakeAsync(keyring);
        Assert.Equal(made, await Data.OpenAsync(direct, Data.Stored(made, madeEdks)));
        Assert.Equal(["Decrypt", "GenerateDataKey", "Decrypt"], _kms.Calls.Select(call => call.EventName));
        return error;

        async Task<KeyUnavailableException> FailsAsync(Task failing)
        {
            await Data.AdvanceUntilAsync(failing, time);
            return await Assert.ThrowsAsync<KeyUnavailableException>(() => failing);
        }
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Failed to resolve AWS credentials.");
    }
}
