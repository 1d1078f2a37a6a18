using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;

namespace KmsGuard.Testing.Tests;

public class FirstSliceTests
{
    [Fact]
    public async Task A_data_key_makes_the_round_trip_through_the_real_client()
    {
        var kms = new TestKms();
        var arn = kms.CreateKey("alias/pii");
        using var client = kms.CreateClient();
        var made = await client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = "alias/pii", KeySpec = DataKeySpec.AES_256, EncryptionContext = new() { ["tenant"] = "t1" } });
        var opened = await client.DecryptAsync(new DecryptRequest { CiphertextBlob = made.CiphertextBlob, EncryptionContext = new() { ["tenant"] = "t1" } });

        Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
        Assert.Equal(arn, opened.KeyId);
        Assert.Equal(["GenerateDataKey", "Decrypt"], kms.Calls.Select(call => call.EventName));
        Assert.Equal("t1", kms.Calls[1].EncryptionContext["tenant"]);
        Assert.Equal(opened.ResponseMetadata.RequestId, kms.Calls[1].RequestId);
    }

    [Fact]
    public async Task Errors_have_the_types_of_the_client()
    {
        var kms = new TestKms();
        var arn = kms.CreateKey();
        using var client = kms.CreateClient();
        await client.DisableKeyAsync(arn);
        var disabled = await Assert.ThrowsAsync<DisabledException>(() => client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = arn, KeySpec = DataKeySpec.AES_256 }));
        Assert.Equal($"{arn} is disabled.", disabled.Message);
        Assert.Equal(kms.Calls[^1].RequestId, disabled.RequestId);
        Assert.Equal("DisabledException", kms.Calls[^1].ErrorCode);
        await client.ScheduleKeyDeletionAsync(arn, 7);
        await Assert.ThrowsAsync<KMSInvalidStateException>(() => client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = arn, KeySpec = DataKeySpec.AES_256 }));
        await Assert.ThrowsAsync<NotFoundException>(() => client.DescribeKeyAsync("alias/none"));
    }

    [Fact]
    public async Task Ordered_faults_strike_and_the_client_tries_again()
    {
        var kms = new TestKms();
        var arn = kms.CreateKey();
        using var client = kms.CreateClient(configure: config => config.MaxErrorRetry = 2);
        kms.Faults.ThrottleNext(1);
        kms.Faults.ResetNext(1);
        await client.DescribeKeyAsync(arn);
        Assert.Equal(["ThrottlingException", "ConnectionReset", null], kms.Calls.Select(call => call.ErrorCode));
    }

    [Fact]
    public async Task A_hanging_call_ends_when_the_caller_gives_up()
    {
        var kms = new TestKms();
        var arn = kms.CreateKey();
        using var client = kms.CreateClient(configure: config => config.Timeout = TimeSpan.FromMilliseconds(50));
        kms.Faults.HangNext(1);
        await client.DescribeKeyAsync(arn).WaitAsync(TimeSpan.FromSeconds(30));
        using var gaveUp = new CancellationTokenSource();
        kms.Faults.HangNext(1);
        var call = client.DescribeKeyAsync(arn, gaveUp.Token);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}

public class KmsTestServerTests
{
    [Fact]
    public async Task The_server_answers_the_real_client_over_a_socket()
    {
        await using var server = await KmsTestServer.StartAsync();
        var arn = server.Kms.CreateKey("alias/pii");
        using var client = server.CreateClient(region: "eu-west-1");
        Assert.Equal(arn, (await client.DescribeKeyAsync("alias/pii")).KeyMetadata.Arn);
        server.Kms.Faults.ResetNext(1);
        await client.DescribeKeyAsync("alias/pii");
        Assert.Equal([null, "ConnectionReset", null], server.Kms.Calls.Select(call => call.ErrorCode));
    }
}
