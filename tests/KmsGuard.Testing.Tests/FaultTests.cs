using System.Collections.Concurrent;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace KmsGuard.Testing.Tests;

public sealed class FaultsInProcessTests() : FaultTests(overHttp: false);

public sealed class FaultsOverHttpTests() : FaultTests(overHttp: true);

/// <summary>Faults on demand, the log of calls, and many callers at once.</summary>
public abstract class FaultTests(bool overHttp) : Scene(overHttp)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Throttled_calls_are_tried_again_by_the_client()
    {
        var key = Kms.CreateKey();
        Kms.Faults.ThrottleNext(2);
        await ClientOf(TestKms.DefaultAccessKeyId, retries: 3).DescribeKeyAsync(key);
        Assert.Equal(["ThrottlingException", "ThrottlingException", null], Kms.Calls.Select(call => call.ErrorCode));
        Kms.Faults.ThrottleNext(1);
        var error = await RefusesWith("ThrottlingException", () => Client.DescribeKeyAsync(key));
        Assert.Equal(Kms.Calls[^1].RequestId, error.RequestId);
        Assert.Equal(4, Kms.CountCalls("DescribeKey"));
    }

    [Theory]
    [InlineData("KMSInternalException", 500, typeof(KMSInternalException))]
    [InlineData("DependencyTimeoutException", 503, typeof(DependencyTimeoutException))]
    [InlineData("KeyUnavailableException", 500, typeof(Amazon.KeyManagementService.Model.KeyUnavailableException))]
    [InlineData("AccessDeniedException", 400, typeof(AmazonKeyManagementServiceException))]
    [InlineData(null, 502, typeof(AmazonKeyManagementServiceException))]
    public async Task Errors_come_as_ordered(string? code, int status, Type type)
    {
        var key = Kms.CreateKey();
        Kms.Faults.FailNext(1, code, status);
        var error = await Assert.ThrowsAsync(type, () => Encrypt(key, [1]));
        Assert.Equal(status, (int)((AmazonServiceException)error).StatusCode);
        Assert.Equal(code ?? "HTTP 502", Kms.Calls[^1].ErrorCode);
        await Encrypt(key, [1]);
    }

    [Fact]
    public async Task A_reset_connection_has_done_nothing_and_is_tried_again()
    {
        var key = Kms.CreateKey();
        Kms.Faults.ResetNext(1, "CreateAlias");
        await ClientOf(TestKms.DefaultAccessKeyId, retries: 2).CreateAliasAsync("alias/app", key);
        Assert.Equal(["ConnectionReset", null], Kms.Calls.Select(call => call.ErrorCode));
        // The client retries resets whatever its settings say, but not for ever.
        Kms.Faults.ResetNext(100);
        await Assert.ThrowsAnyAsync<Exception>(() => Client.DescribeKeyAsync(key));
        Kms.Faults.Clear();
        await Client.DescribeKeyAsync(key);
    }

    [Fact]
    public async Task A_hanging_call_ends_when_the_caller_gives_up()
    {
        var key = Kms.CreateKey();
        using var gaveUp = new CancellationTokenSource();
        Kms.Faults.HangNext(1);
        var call = Client.DescribeKeyAsync(key, gaveUp.Token);
        await Until(() => Kms.Faults.HangingCalls == 1);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(call.IsCompleted);
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(LongEnough));
        await Client.DescribeKeyAsync(key).WaitAsync(LongEnough);
        await Until(() => Kms.Calls.Any(one => one.ErrorCode == "Hang"));
        Assert.Equal(0, Kms.Faults.HangingCalls);
    }

    [Fact]
    public async Task A_hanging_call_goes_on_when_faults_are_cleared()
    {
        var key = Kms.CreateKey();
        Kms.Faults.HangNext(1);
        Kms.Faults.ThrottleNext(5);
        var call = Client.DescribeKeyAsync(key);
        await Until(() => Kms.Faults.HangingCalls == 1);
        await RefusesWith("ThrottlingException", () => Client.DescribeKeyAsync(key).WaitAsync(LongEnough));
        Assert.False(call.IsCompleted);
        Kms.Faults.Clear();
        Assert.Equal(key, (await call.WaitAsync(LongEnough)).KeyMetadata.Arn);
        await Client.DescribeKeyAsync(key);
    }

    [Fact]
    public async Task A_server_stops_although_calls_hang()
    {
        var server = await KmsTestServer.StartAsync();
        using var client = server.CreateClient(configure: config => config.MaxErrorRetry = 0);
        server.Kms.Faults.HangNext(100);
        var call = client.ListKeysAsync(new ListKeysRequest());
        await Until(() => server.Kms.Faults.HangingCalls > 0);
        await server.DisposeAsync().AsTask().WaitAsync(LongEnough);
        await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(LongEnough));
    }

    /// <summary>For what another thread, or the other end of a socket, is about to do.</summary>
    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(LongEnough);
        while (!holds())
            await Task.Delay(1, limit.Token);
    }

    [Fact]
    public async Task A_delay_is_one_of_the_virtual_clock()
    {
        var key = Kms.CreateKey();
        Kms.Faults.Delay(TimeSpan.FromHours(1), "DescribeKey");
        await Encrypt(key, [1]).WaitAsync(LongEnough);
        var call = Client.DescribeKeyAsync(key);
        await Until(() =>
        {
            Clock.Advance(TimeSpan.FromMinutes(10));
            return call.IsCompleted;
        });
        await call;
        Assert.InRange(Kms.Calls[^1].EventTime - Kms.Calls[0].EventTime, TimeSpan.FromHours(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Faults_can_be_meant_for_an_operation_or_a_Region()
    {
        var here = Kms.CreateKey();
        var there = Kms.CreateKey(region: OtherRegion);
        var client = ClientOf(TestKms.DefaultAccessKeyId, OtherRegion);
        Kms.Faults.FailNext(1, "KMSInternalException", 500, "Encrypt", OtherRegion);
        await Encrypt(here, [1]);
        await client.DescribeKeyAsync(there);
        await Refuses<KMSInternalException>(() => client.EncryptAsync(new EncryptRequest { KeyId = there, Plaintext = new MemoryStream([1]) }));
        Assert.Equal([Region, OtherRegion, OtherRegion], Kms.Calls.Select(call => call.Region));
    }

    [Fact]
    public async Task Random_faults_are_the_same_in_every_run()
    {
        async Task<string?[]> Run(int seed)
        {
            var kms = new TestKms();
            var key = kms.CreateKey();
            using var client = kms.CreateClient(configure: config => config.MaxErrorRetry = 0);
            kms.Faults.Random(throttle: 0.2, reset: 0.1, seed);
            for (var i = 0; i < 200; i++)
                await Record.ExceptionAsync(() => client.DescribeKeyAsync(key));
            return [.. kms.Calls.Select(call => call.ErrorCode)];
        }
        var one = await Run(1);
        Assert.Equal(one, await Run(1));
        Assert.NotEqual(one, await Run(2));
        // Binomial, 200 draws: six standard deviations on both sides.
        Assert.InRange(one.Count(code => code == "ThrottlingException"), 6, 74);
        Assert.InRange(one.Count(code => code == "ConnectionReset"), 1, 46);
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(0.6, 0.6)]
    public void Shares_are_shares(double throttle, double reset) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Kms.Faults.Random(throttle, reset, 1));

    [Fact]
    public void Faults_of_no_sense_are_not_taken()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Kms.Faults.ThrottleNext(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kms.Faults.FailNext(1, null, 200));
        Assert.Throws<ArgumentOutOfRangeException>(() => Kms.Faults.Delay(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task The_log_says_who_did_what_with_which_key()
    {
        var key = Kms.CreateKey("alias/pii");
        var client = ClientOfPrincipal($"arn:aws:iam::{Account}:user/alice", IamAllow("kms:Encrypt"));
        var made = await client.EncryptAsync(new EncryptRequest { KeyId = "alias/pii", Plaintext = new MemoryStream([1]), EncryptionContext = new() { ["tenant"] = "t1" } });
        await RefusesWith("AccessDeniedException", () => Decrypt(client, made.CiphertextBlob, key, new() { ["tenant"] = "t1" }));
        await Refuses<NotFoundException>(() => Client.DescribeKeyAsync("alias/none"));
        Assert.Collection(Kms.Calls,
            call =>
            {
                Assert.Equal(("Encrypt", key, "alias/pii", null), (call.EventName, call.KeyArn, call.KeyId, call.ErrorCode));
                Assert.Equal((Options.Principals.Single().Key, $"arn:aws:iam::{Account}:user/alice", Region, Clock.GetUtcNow()), (call.AccessKeyId, call.PrincipalArn, call.Region, call.EventTime));
                Assert.Equal(made.ResponseMetadata.RequestId, call.RequestId);
                Assert.Equal(new Dictionary<string, string> { ["tenant"] = "t1" }, call.EncryptionContext);
            },
            call => Assert.Equal(("Decrypt", key, "AccessDeniedException", "t1"), (call.EventName, call.KeyArn, call.ErrorCode, call.EncryptionContext["tenant"])),
            call => Assert.Equal(("DescribeKey", null, "alias/none", "NotFoundException"), (call.EventName, call.KeyArn, call.KeyId, call.ErrorCode)));
        Assert.Equal(1, Kms.CountCalls("Decrypt"));
        var seen = Kms.Calls;
        Kms.ClearCalls();
        Assert.Equal((3, 0), (seen.Count, Kms.Calls.Count));
    }

    [Fact]
    public async Task Many_threads_get_right_answers_and_every_ordered_fault_once()
    {
        const int threads = 64, rounds = 20, faults = 100;
        var keys = Enumerable.Range(0, 4).Select(_ => Kms.CreateKey()).ToArray();
        var client = ClientOf(TestKms.DefaultAccessKeyId, retries: 0);
        Kms.Faults.ThrottleNext(faults);
        var throttled = 0;
        var dataKeys = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            for (var round = 0; round < rounds; round++)
            {
                var key = keys[(thread + round) % keys.Length];
                var context = new Dictionary<string, string> { ["thread"] = $"{thread}", ["round"] = $"{round}" };
                var made = await Try(() => client.GenerateDataKeyAsync(new GenerateDataKeyRequest { KeyId = key, KeySpec = DataKeySpec.AES_256, EncryptionContext = context }));
                if (thread == 0)
                    await Try(() => client.RotateKeyOnDemandAsync(new RotateKeyOnDemandRequest { KeyId = key }));
                var opened = await Try(() => client.DecryptAsync(new DecryptRequest { CiphertextBlob = made.CiphertextBlob, KeyId = key, EncryptionContext = context }));
                Assert.Equal(made.Plaintext.ToArray(), opened.Plaintext.ToArray());
                dataKeys.Add(Convert.ToHexString(made.Plaintext.ToArray()));
            }
        }))).WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Equal(faults, throttled);
        Assert.Equal(threads * rounds, dataKeys.Distinct().Count());
        Assert.Equal((2 * threads * rounds) + rounds + faults, Kms.Calls.Count);
        Assert.Equal(Kms.Calls.Count, Kms.Calls.Select(call => call.RequestId).Distinct().Count());

        async Task<T> Try<T>(Func<Task<T>> call)
        {
            while (true)
            {
                try
                {
                    return await call();
                }
                catch (AmazonKeyManagementServiceException error) when (error.ErrorCode == "ThrottlingException")
                {
                    Interlocked.Increment(ref throttled);
                }
            }
        }
    }
}
