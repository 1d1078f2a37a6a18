using Amazon.KeyManagementService;
using Amazon.Runtime;
using KmsGuard;
using KmsGuard.Testing;

namespace Quickstart.Keys;

/// <summary>A key in AWS KMS: the one that is named, or one of a KMS for tests that listens in this process.</summary>
internal sealed class KmsKeys : KeySource
{
    private readonly KmsTestServer? _server;
    private readonly AmazonKeyManagementServiceClient _client;
    private readonly string _keyArn;
    private readonly Uri? _endpoint;

    private KmsKeys(KmsTestServer? server, AmazonKeyManagementServiceClient client, string keyArn, Uri? endpoint, string branchKeys)
        : base(branchKeys)
    {
        _server = server;
        _client = client;
        _keyArn = keyArn;
        _endpoint = endpoint;
    }

    public override IReadOnlyList<(string Label, string Text)> Places =>
    [
        ("KMS key", _keyArn),
        ("", _server is not null ? $"(of a KMS for tests in this process, {_endpoint}: its keys go with it)" : _endpoint is not null ? $"(at {_endpoint})" : "(in AWS; every call costs)"),
    ];

    /// <param name="endpoint">Another endpoint than AWS's; may be <see langword="null"/>.</param>
    /// <param name="keyArn">The key; <see langword="null"/> for a KMS of the run's own.</param>
    /// <param name="branchKeys">The file of branch keys.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<KmsKeys> StartAsync(Uri? endpoint, string? keyArn, string branchKeys, CancellationToken cancellationToken)
    {
        if (keyArn is null)
        {
            var server = await KmsTestServer.StartAsync(ct: cancellationToken);
            return new KmsKeys(server, server.CreateClient(), server.Kms.CreateKey("alias/pii"), server.Endpoint, branchKeys);
        }
        // arn:partition:kms:region:account:key/id; the keyring checks the rest.
        var region = keyArn.Split(':') is [_, _, _, var name, ..] ? name : "";
        var configuration = new AmazonKeyManagementServiceConfig { AuthenticationRegion = region };
        if (endpoint is not null)
            configuration.ServiceURL = endpoint.AbsoluteUri;
        else
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        try
        {
            var keys = new KmsKeys(null, new AmazonKeyManagementServiceClient(configuration), keyArn, endpoint, branchKeys);
            keys.CreateBare();      // an ARN that is none is found now, before anything is written
            return keys;
        }
        catch (ArgumentException exception)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.NotConfigured, $"--key-arn: {exception.Message}", exception);
        }
        catch (AmazonClientException exception)
        {
            throw new KeyUnavailableException(KeyUnavailableReason.AccessDenied, $"There are no AWS credentials: {exception.Message}", exception);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public override IKeyring CreateBare()
    {
        var options = new AwsKmsKeyringOptions();
        options.Keys[KeyName] = new AwsKmsKeyOptions { KeyArn = _keyArn };
        return new AwsKmsKeyring(_client, options);
    }
}
