using Amazon.Runtime;

namespace KmsGuard.Testing.Http;

/// <summary>Gives the SDK HTTP clients that reach a <see cref="TestKms"/>.</summary>
internal sealed class InProcessHttpClientFactory(TestKms kms) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = new HttpClient(new InProcessHandler(kms), disposeHandler: true);
        if (clientConfig.Timeout is { } timeout)
            client.Timeout = timeout;
        return client;
    }
}
