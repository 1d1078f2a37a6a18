using System.Diagnostics;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using KmsGuard.Testing;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Generating;

/// <summary>The sample application as a process of its own, as the role that the generated policy is for.</summary>
public sealed class SampleTests : IDisposable
{
    private const string AccessKeyId = "AKIAROLE";

    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "Quickstart.dll");

    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("kms")]
    [InlineData("hierarchical", "--hierarchy")]
    public async Task The_sample_works_under_the_policy_that_its_assemblies_give(string keyring, params string[] options)
    {
        var generated = await _workspace.RunAsync(["policy", "generate", "--assembly", Sample, "--role", GenerateTests.Role, "--admin", GenerateTests.Admin, "--json", .. options]);
        Assert.True(generated.ExitCode == 0, generated.Error);
        var policy = Assert.Single(generated.Json.GetProperty("keys").EnumerateArray());
        Assert.Equal("pii", policy.GetProperty("name").GetString());
        await using var server = await KmsTestServer.StartAsync(new TestKms(new TestKmsOptions { Principals = { [AccessKeyId] = new TestKmsPrincipal(GenerateTests.Role) } }), ct: TestContext.Current.CancellationToken);

        var allowed = server.Kms.CreateKey(policy: policy.GetProperty("keyPolicy").GetRawText());
        var (code, output) = await RunAsync(keyring, server.Endpoint, allowed);
        Assert.True(code == 0, output);
        Assert.DoesNotContain(server.Kms.Calls, call => call.ErrorCode == "AccessDeniedException");
        Assert.Contains(server.Kms.Calls, call => call.EventName == "Decrypt");

        // The same role goes no further with the same key: another operation, a pair more, the key of another name.
        using var role = server.Kms.CreateClient(AccessKeyId);
        Dictionary<string, string> sent = new() { ["tenant"] = "t1", ["kmsguard-use"] = "record/1:pii" };
        Assert.Equal(keyring == "hierarchical", await IsRefusedAsync(() => GenerateAsync(role, allowed, sent)));
        Assert.True(await IsRefusedAsync(() => role.EncryptAsync(new() { KeyId = allowed, Plaintext = new MemoryStream(new byte[1]), EncryptionContext = sent })));
        Assert.True(await IsRefusedAsync(() => GenerateAsync(role, allowed, new(sent) { ["more"] = "1" })));
        Assert.True(await IsRefusedAsync(() => GenerateAsync(role, allowed, new(sent) { ["kmsguard-use"] = "record/1:other" })));
        Assert.True(await IsRefusedAsync(() => role.ScheduleKeyDeletionAsync(new ScheduleKeyDeletionRequest { KeyId = allowed })));

        // The policy is what allows it: under one of another role nothing goes.
        var refused = server.Kms.CreateKey(policy: policy.GetProperty("keyPolicy").GetRawText().Replace(GenerateTests.Role, GenerateTests.Role + "2", StringComparison.Ordinal));
        (code, output) = await RunAsync(keyring, server.Endpoint, refused);
        Assert.NotEqual(0, code);
        Assert.Contains("AccessDenied", output, StringComparison.Ordinal);
    }

    private static Task<GenerateDataKeyResponse> GenerateAsync(AmazonKeyManagementServiceClient client, string key, Dictionary<string, string> context) =>
        client.GenerateDataKeyAsync(new() { KeyId = key, KeySpec = DataKeySpec.AES_256, EncryptionContext = context });

    private static async Task<bool> IsRefusedAsync(Func<Task> call) =>
        await Record.ExceptionAsync(call) is AmazonKeyManagementServiceException { ErrorCode: "AccessDeniedException" };

    private async Task<(int Code, string Output)> RunAsync(string keyring, Uri endpoint, string key)
    {
        var start = new ProcessStartInfo("dotnet", [Sample, "--keyring", keyring, "--endpoint", endpoint.AbsoluteUri, "--key-arn", key])
        {
            WorkingDirectory = _workspace.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = AccessKeyId, ["AWS_SECRET_ACCESS_KEY"] = "not-verified" },
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
