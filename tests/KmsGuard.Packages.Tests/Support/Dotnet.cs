using System.Diagnostics;
using System.Text.RegularExpressions;

namespace KmsGuard.Packages.Tests.Support;

/// <summary>Runs a program to its end, with everything that it wrote.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>What the <c>dotnet</c> that runs the tests tells its own builds; another build must find its SDK itself.</summary>
    private static readonly string[] OfAnotherBuild = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly"];

    public static async Task<Outcome> RunAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in OfAnotherBuild)
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, (await output + await errors).ReplaceLineEndings("\n").Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

internal sealed partial record Outcome(int ExitCode, string Output)
{
    /// <summary>Every warning and error of a build, as file, line, severity and id: repeated when it was said twice.</summary>
    public string[] Findings
    {
        get
        {
            var all = Output.Split('\n').Where(line => line.Contains(": warning ", StringComparison.Ordinal) || line.Contains(": error ", StringComparison.Ordinal)).ToArray();
            var inCode = all.Select(line => InCode().Match(line)).Where(match => match.Success).Select(match => $"{match.Groups[1]}({match.Groups[2]}) {match.Groups[3]}");
            var others = all.Where(line => !InCode().IsMatch(line) && !line.Contains(" KMSGUARD", StringComparison.Ordinal));
            return [.. inCode.Concat(others).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>It succeeded and had nothing to say: no warning, no message.</summary>
    public void WasSilent() => Assert.True(this is { ExitCode: 0, Output: "" }, $"exit code {ExitCode}:\n{Output}");

    [GeneratedRegex(@"([^/\\]+\.cs)\((\d+),\d+\): ((?:warning|error) \w+):")]
    private static partial Regex InCode();
}
