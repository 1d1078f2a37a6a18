using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace KmsGuard.Interop.Tests;

/// <summary>The second implementation, tests/interop/record-format-1.mjs, as a process.</summary>
internal static class Node
{
    /// <summary>Sends requests and returns one result for each.</summary>
    internal static async Task<JsonElement[]> AskAsync<T>(string command, IReadOnlyCollection<T> requests)
    {
        var results = Vectors.Parse(await RunAsync("record-format-1.mjs", command, Vectors.ToJson(requests))).EnumerateArray().ToArray();
        Assert.Equal(requests.Count, results.Length);
        return results;
    }

    /// <summary>Runs a program of tests/interop and returns what it printed. Where Node is missing or too old the test is skipped, except in CI, where it fails.</summary>
    internal static async Task<string> RunAsync(string program, string command, string input)
    {
        var version = await StartAsync(["--version"], "");
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Assert.SkipWhen(int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) < 18, $"Node {version.Trim()} is too old for the second implementation: install Node 18 or newer.");
        return await StartAsync([Vectors.PathTo("interop", program), command], input);
    }

    private static async Task<string> StartAsync(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Node ended without reading: its exit code and what it printed say why.
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"Node cannot be started ({e.Message}): install Node 18 or newer and put it on the PATH to test against the second implementation.");
            throw;
        }
    }
}
