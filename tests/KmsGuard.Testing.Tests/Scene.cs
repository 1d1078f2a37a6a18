using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace KmsGuard.Testing.Tests;

/// <summary>A KMS with a clock that stands still, and real SDK clients that reach it: in process, or over a socket.</summary>
public abstract class Scene(bool overHttp) : IAsyncLifetime
{
    protected const string Account = "111122223333";
    protected const string Region = "eu-west-1";
    protected const string OtherRegion = "us-west-2";

    private readonly List<IDisposable> _clients = [];
    private KmsTestServer? _server;

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected TestKmsOptions Options { get; private set; } = null!;

    protected TestKms Kms { get; private set; } = null!;

    /// <summary>The root user's client.</summary>
    protected AmazonKeyManagementServiceClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Options = new TestKmsOptions { TimeProvider = Clock };
        Kms = new TestKms(Options);
        if (overHttp)
            _server = await KmsTestServer.StartAsync(Kms);
        Client = ClientOf(TestKms.DefaultAccessKeyId);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _clients.ForEach(client => client.Dispose());
        if (_server is not null)
            await _server.DisposeAsync();
    }

    protected AmazonKeyManagementServiceClient ClientOf(string accessKeyId, string region = Region, int retries = 0)
    {
        void Configure(AmazonKeyManagementServiceConfig config)
        {
            config.MaxErrorRetry = retries;
            config.Timeout = TimeSpan.FromSeconds(30);
        }
        var client = _server is null ? Kms.CreateClient(accessKeyId, region, Configure) : _server.CreateClient(accessKeyId, region, Configure);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client of a user or role with these identity-based policies.</summary>
    protected AmazonKeyManagementServiceClient ClientOfPrincipal(string arn, params string[] identityPolicies)
    {
        var accessKeyId = $"AKIA{Options.Principals.Count:D16}";
        Options.Principals[accessKeyId] = new TestKmsPrincipal(arn, identityPolicies);
        return ClientOf(accessKeyId);
    }

    protected Task<EncryptResponse> Encrypt(string keyId, byte[] plaintext, Dictionary<string, string>? context = null) =>
        Client.EncryptAsync(new EncryptRequest { KeyId = keyId, Plaintext = new MemoryStream(plaintext), EncryptionContext = context });

    protected static async Task<byte[]> Decrypt(IAmazonKeyManagementService client, MemoryStream blob, string? keyId = null, Dictionary<string, string>? context = null) =>
        (await client.DecryptAsync(new DecryptRequest { CiphertextBlob = blob, KeyId = keyId, EncryptionContext = context })).Plaintext.ToArray();

    protected static async Task<T> Refuses<T>(Func<Task> call) where T : AmazonServiceException
    {
        var error = await Assert.ThrowsAsync<T>(call);
        Assert.False(string.IsNullOrEmpty(error.RequestId));
        return error;
    }

    /// <summary>For the errors that the SDK has no type for.</summary>
    protected static async Task<AmazonKeyManagementServiceException> RefusesWith(string errorCode, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonKeyManagementServiceException>(call);
        Assert.Equal(errorCode, error.ErrorCode);
        return error;
    }

    /// <summary>Hides a wrong constant from the analyzer that the SDK brings.</summary>
    protected static T Wrong<T>(T value) => value;

    protected static MemoryStream Changed(MemoryStream blob, int at)
    {
        var bytes = blob.ToArray();
        bytes[at] ^= 1;
        return new MemoryStream(bytes);
    }

    protected static string KeyPolicy(params string[] statements) => $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""";

    /// <summary>What keeps the root user, and so the test, in charge of the key.</summary>
    protected static string RootMayAdminister => $$"""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{Account}}:root"},"Action":["kms:*"],"Resource":"*"}""";

    protected static string Allow(string principal, string action, string condition = "{}") =>
        $$"""{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"{{action}}","Resource":"*","Condition":{{condition}}}""";

    protected static string IamAllow(string action, string resource = "*") => $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{action}}","Resource":"{{resource}}"} }""";
}
