using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace KmsGuard.Generators.Tests.Sdk;

/// <summary>Generated code in a program published by Native AOT: no warning of trimmer and compiler, and it works.</summary>
public sealed class AotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-aot-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_program_published_by_native_AOT_encrypts_and_decrypts()
    {
        RequireCompiler();
        foreach (var file in new[] { "AotApp.csproj", "Program.cs" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Sdk", "Aot", file), Path.Combine(_folder.FullName, file));

        var (code, output) = await RunAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "publish", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(_folder.FullName, "out"), "-nologo", "-v:q", "-nodeReuse:false",
            "-p:CppCompilerAndLinker=gcc", $"-p:KmsGuardAssemblies={AppContext.BaseDirectory.TrimEnd('/')}");
        if (Environment.GetEnvironmentVariable("CI") != "true")
            Assert.SkipWhen(code != 0 && output.Contains("ILCompiler", StringComparison.Ordinal) && output.Contains(": error NU", StringComparison.Ordinal), $"The package feeds do not have the AOT compiler: {output}");
        Assert.True(code == 0, output);

        (code, output) = await RunAsync(Path.Combine(_folder.FullName, "out", "AotApp"), _folder.FullName);
        Assert.True(code == 0, output);
        Assert.Equal(["secret 72.5 12:30 a+b secret reason True", "True", "encrypted person.name (34 bytes)"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
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
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
