using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KmsGuard.Pkcs11.Tests.Support;

namespace KmsGuard.Pkcs11.Tests;

/// <summary>The keyring in a program published by Native AOT, where Pkcs11Interop crashes: no warning of the compiler, and it works.</summary>
public sealed class AotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-aot-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_program_published_by_native_AOT_wraps_and_unwraps()
    {
        var token = new TestToken();
        token.Import();
        RequireCompiler();
        foreach (var file in new[] { "AotApp.csproj", "Program.cs" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Aot", file), Path.Combine(_folder.FullName, file));
        var pin = Path.Combine(_folder.FullName, "pin");
        await File.WriteAllTextAsync(pin, token.Pin);

        var (code, output) = await RunAsync(
            "dotnet", "publish", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(_folder.FullName, "out"), "-nologo", "-v:q", "-nodeReuse:false",
            "-p:CppCompilerAndLinker=gcc", $"-p:KmsGuardAssemblies={AppContext.BaseDirectory.TrimEnd('/')}");
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Assert.SkipWhen(code != 0 && output.Contains("ILCompiler", StringComparison.Ordinal) && output.Contains(": error NU", StringComparison.Ordinal), $"The package feeds do not have the AOT compiler: {output}");
        Assert.True(code == 0, output);

        (code, output) = await RunAsync(Path.Combine(_folder.FullName, "out", "AotApp"), SoftHsm.ModulePath, token.Label, "kek", pin);
        Assert.True(code == 0, output);
        Assert.Equal(["opened", "refused"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void RequireCompiler()
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("gcc", "--version") { RedirectStandardOutput = true });
        }
        catch (Win32Exception e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"Native AOT needs a C compiler: install gcc ({e.Message}).");
        }
    }

    private async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = SoftHsm.ConfigurationFile;
        // What the test runner sets for itself is not for the SDK that it starts.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
