using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsGuard.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>No network, no time, nobody there: real sockets where a fault can be had of them.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly TestKms _kms = new();
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _arn;

    public NetworkTests()
    {
        _client = _kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
        _arn = _kms.CreateKey();
    }

    public void Dispose() => _client.Dispose();

    /// <summary>RFC 6761: a name under .invalid never resolves.</summary>
    [Fact]
    public async Task A_host_name_that_does_not_resolve()
    {
        using var client = ClientOf("https://kms.kmsguard.invalid");
        var error = await UnreachableAsync(client);
        Assert.Contains(_arn, error.Message, StringComparison.Ordinal);
        Assert.Contains("name resolution", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        using var client = ClientOf($"http://127.0.0.1:{port}");
        await UnreachableAsync(client);
    }

    /// <summary>A server that speaks plain HTTP where TLS is expected.</summary>
    [Fact]
    public async Task A_TLS_handshake_that_fails()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerInPlainTextAsync(listener);
        using var client = ClientOf($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var error = await UnreachableAsync(client);
        Assert.IsType<AuthenticationException>(error.GetBaseException());
        listener.Stop();
        await serving.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_connection_that_is_reset()
    {
        foreach (var cached in new[] { false, true })
        {
            var time = new FakeTimeProvider();
            await ThenWorksAsync(cached, async keyring =>
            {
                _kms.Faults.ResetNext(int.MaxValue);      // the SDK itself tries once more
                var failing = keyring.GenerateAsync(Data.New()).AsTask();
                await Data.AdvanceUntilAsync(failing, time);
                var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => failing);
                Assert.Equal(KeyUnavailableReason.Unreachable, error.Reason);
                Assert.True(error.IsTransient);
            }, time);
        }
    }

    /// <summary>A proxy's page of HTML with status 200.</summary>
    [Fact]
    public async Task An_answer_that_is_none_of_KMS()
    {
        using var client = ClientOf("http://kms.example", new Answering("<html>Please log in</html>"));
        await UnreachableAsync(client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_never_answered_ends_by_the_keyrings_time_limit(bool cached)
    {
        var time = new FakeTimeProvider();
        await ThenWorksAsync(
            cached,
            async keyring =>
            {
                _kms.Faults.HangNext(1);
                var hanging = keyring.GenerateAsync(Data.New()).AsTask();
                await Data.AdvanceUntilAsync(hanging, time);
                var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => hanging);
                Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
                Assert.True(error.IsTransient);
                Assert.Contains(_arn, error.Message, StringComparison.Ordinal);
            },
            time);
    }

    /// <summary>Such as one that waits for credentials: the caller is let go, and what comes afterwards is wiped.</summary>
    [Fact]
    public async Task A_client_that_does_not_heed_its_token_does_not_hold_the_caller()
    {
        var time = new FakeTimeProvider();
        using var client = new DeafClient(_kms);
        var keyring = new AwsKmsKeyring(_ => client, Data.Options(_arn), time);
        var hanging = keyring.GenerateAsync(Data.New()).AsTask();
        await Data.AdvanceUntilAsync(hanging, time);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => hanging);
        Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
        client.Gate.SetResult();
        var late = await client.Answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (late.Plaintext.ToArray().Any(octet => octet != 0))
            await Task.Delay(1, limit.Token);
    }

    /// <summary>The HTTP client's own time limit is no cancellation by the caller.</summary>
    [Fact]
    public async Task A_call_that_is_never_answered_ends_by_the_clients_time_limit()
    {
        using var client = _kms.CreateClient(configure: config =>
        {
            config.MaxErrorRetry = 0;
            config.Timeout = TimeSpan.FromMilliseconds(50);
        });
        _kms.Faults.HangNext(1);
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => Data.Keyring(client, _arn).GenerateAsync(Data.New()).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(KeyUnavailableReason.Timeout, error.Reason);
    }

    [Theory]
    [InlineData("GenerateDataKey")]
    [InlineData("Encrypt")]
    [InlineData("Decrypt")]
    [InlineData("ReEncrypt")]
    [InlineData("DescribeKey")]
    public async Task A_caller_who_gives_up_during_a_call_gets_a_cancellation(string operation)
    {
        var old = _kms.CreateKey("alias/pii");
        var (key, edks) = await Data.MakeAsync(Data.Keyring(_client, old));
        var next = _kms.CreateKey();
        using var client = new WatchedClient(_kms);
        var keyring = operation == "DescribeKey"
            ? new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { Alias = "alias/pii" }))
            : new AwsKmsKeyring(client, Data.Options(new AwsKmsKeyOptions { KeyArn = _arn, AlsoEncryptWith = { next }, AlsoDecryptWith = { old } }));
        _kms.Faults.HangNext(1, operation);
        using var gaveUp = new CancellationTokenSource();
        Task call = operation switch
        {
            "GenerateDataKey" or "Encrypt" => keyring.GenerateAsync(Data.New(), gaveUp.Token).AsTask(),
            "Decrypt" or "DescribeKey" => keyring.UnwrapAsync(Data.Stored(key, edks), gaveUp.Token).AsTask(),
            _ => keyring.RewrapAsync(Data.Stored(key, edks), gaveUp.Token).AsTask(),
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (client.Requests.LastOrDefault()?.GetType().Name != operation + "Request")
            await Task.Delay(1, limit.Token);
        await gaveUp.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(gaveUp.Token, cancelled.CancellationToken);

        _kms.Faults.Clear();
        Assert.Equal(key, await Data.OpenAsync(keyring, Data.Stored(key, edks)));
        await Data.MakeAsync(keyring);
    }

    [Fact]
    public async Task A_caller_who_gave_up_before_makes_no_call()
    {
        var keyring = Data.Keyring(_client, _arn);
        var (key, edks) = await Data.MakeAsync(keyring);
        _kms.ClearCalls();
        var gaveUp = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await keyring.GenerateAsync(Data.New(), gaveUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await keyring.UnwrapAsync(Data.Stored(key, edks), gaveUp));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await keyring.RewrapAsync(Data.Stored(key, edks) with { EncryptedDataKeys = [.. edks, .. edks] }, gaveUp));
        Assert.Empty(_kms.Calls);
    }

    /// <summary>Behind a cache one caller's leaving is no business of the others.</summary>
    [Fact]
    public async Task One_of_two_who_wait_for_the_same_key_gives_up()
    {
        using var cache = new CachingKeyring(Data.Keyring(_client, _arn));
        _kms.Faults.HangNext(1);
        using var gaveUp = new CancellationTokenSource();
        var first = cache.GenerateAsync(Data.New(), gaveUp.Token).AsTask();
        var second = cache.GenerateAsync(Data.New()).AsTask();
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(30)));
        _kms.Faults.Clear();
        using var lease = await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _kms.CountCalls("GenerateDataKey"));
    }

    private static AmazonKeyManagementServiceClient ClientOf(string url, HttpMessageHandler? handler = null)
    {
        var config = new AmazonKeyManagementServiceConfig { ServiceURL = url, AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 };
        if (handler is not null)
            config.HttpClientFactory = new Handling(handler);
        return new AmazonKeyManagementServiceClient(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "not-verified"), config);
    }

    private async Task<KeyUnavailableException> UnreachableAsync(AmazonKeyManagementServiceClient client)
    {
        var error = await Assert.ThrowsAsync<KeyUnavailableException>(() => Data.Keyring(client, _arn).GenerateAsync(Data.New()).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(KeyUnavailableReason.Unreachable, error.Reason);
        Assert.True(error.IsTransient);
        return error;
    }

    /// <summary>After a fault the very same keyring makes and opens a key, with one call each.</summary>
    private async Task ThenWorksAsync(bool cached, Func<IKeyring, Task> fault, FakeTimeProvider time)
    {
        var direct = new AwsKmsKeyring(_ => _client, Data.Options(_arn), time);
        using var cache = new CachingKeyring(direct, timeProvider: time);
        IKeyring keyring = cached ? cache : direct;
        await fault(keyring);
        _kms.Faults.Clear();
        _kms.ClearCalls();
        time.Advance(TimeSpan.FromSeconds(6));      // the longest pause after failures
        var (key, edks) = await Data.MakeAsync(keyring);
        Assert.Equal(key, await Data.OpenAsync(direct, Data.Stored(key, edks)));
        Assert.Equal(["GenerateDataKey", "Decrypt"], _kms.Calls.Select(call => call.EventName));
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                await connection.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private sealed class Handling(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);
    }

    private sealed class Answering(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body), RequestMessage = request });
    }

    private sealed class DeafClient(TestKms kms) : AmazonKeyManagementServiceClient(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "not-verified"), kms.CreateClient().Config as AmazonKeyManagementServiceConfig)
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<GenerateDataKeyResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<GenerateDataKeyResponse> GenerateDataKeyAsync(GenerateDataKeyRequest request, CancellationToken cancellationToken = default)
        {
            await Gate.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
            var answer = await base.GenerateDataKeyAsync(request, CancellationToken.None);
            Answer.SetResult(answer);
            return answer;
        }
    }
}
