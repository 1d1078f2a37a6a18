using System.Collections.Concurrent;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using KmsGuard.Testing;

namespace KmsGuard.Aws.Tests;

/// <summary>The real client, whose requests and answers can be looked at afterwards and changed on their way.</summary>
internal sealed class WatchedClient(TestKms kms, string region = "eu-west-1") : AmazonKeyManagementServiceClient(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "not-verified"), kms.CreateClient(region: region).Config as AmazonKeyManagementServiceConfig)
{
    public ConcurrentQueue<AmazonKeyManagementServiceRequest> Requests { get; } = [];

    public List<MemoryStream> Plaintexts { get; } = [];

    /// <summary>Changes every answer before the keyring sees it.</summary>
    public Action<AmazonWebServiceResponse> Change { get; set; } = _ => { };

    public override Task<GenerateDataKeyResponse> GenerateDataKeyAsync(GenerateDataKeyRequest request, CancellationToken cancellationToken = default) =>
        WatchAsync(request, base.GenerateDataKeyAsync(request, cancellationToken));

    public override Task<EncryptResponse> EncryptAsync(EncryptRequest request, CancellationToken cancellationToken = default) =>
        WatchAsync(request, base.EncryptAsync(request, cancellationToken));

    public override Task<DecryptResponse> DecryptAsync(DecryptRequest request, CancellationToken cancellationToken = default) =>
        WatchAsync(request, base.DecryptAsync(request, cancellationToken));

    public override Task<ReEncryptResponse> ReEncryptAsync(ReEncryptRequest request, CancellationToken cancellationToken = default) =>
        WatchAsync(request, base.ReEncryptAsync(request, cancellationToken));

    public override Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken = default) =>
        WatchAsync(request, base.DescribeKeyAsync(request, cancellationToken));

    private async Task<TAnswer> WatchAsync<TAnswer>(AmazonKeyManagementServiceRequest request, Task<TAnswer> answering)
        where TAnswer : AmazonWebServiceResponse
    {
        Requests.Enqueue(request);
        var answer = await answering;
        Change(answer);
        if ((answer as GenerateDataKeyResponse)?.Plaintext is { } made)
            Plaintexts.Add(made);
        if ((answer as DecryptResponse)?.Plaintext is { } opened)
            Plaintexts.Add(opened);
        return answer;
    }
}
