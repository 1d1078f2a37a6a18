using System.Diagnostics;
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

        // The policy is what allows it: under one of another role nothing goes.
        var refused = server.Kms.CreateKey(policy: policy.GetProperty("keyPolicy").GetRawText().Replace(GenerateTests.Role, GenerateTests.Role + "2", StringComparison.Ordinal));
        (code, output) = await RunAsync(keyring, server.Endpoint, refused);
        Assert.NotEqual(0, code);
        Assert.Contains("AccessDenied", output, StringComparison.Ordinal);
    }

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
