using System.Runtime.InteropServices;
using System.Text.Json;
using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>Which of its two images the compiler is given: the one compiled ahead of time only where it is known to work.</summary>
public sealed class ReadyToRunTests(PackedFeed feed)
{
    private const string Compiled = "tools/readytorun/linux-x64";
    private const string Plain = "analyzers/dotnet/roslyn4.8/cs";

    [Theory]
    [InlineData(Compiled)]
    [InlineData(Plain, "-p:KmsGuardReadyToRun=false")]
    [InlineData(Plain, "-p:NETCoreSdkPortableRuntimeIdentifier=win-arm64")]
    [InlineData(Plain, "-p:NETCoreSdkPortableRuntimeIdentifier=linux-musl-x64")]
    [InlineData(Plain, "-p:BundledNETCoreAppTargetFrameworkVersion=9.0")]
    public async Task The_compiler_gets(string folder, params string[] arguments)
    {
        SkipElsewhere();
        // As an IDE asks: all but the compiler runs.
        var asked = await feed.Consumer("Together").DotnetAsync([
            "msbuild", "Together.csproj", "-restore", "-nologo", "-nodeReuse:false", "-t:Compile", "-getItem:Analyzer", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", .. arguments]);
        Assert.Equal(
            [
                $"{folder}/KmsGuard.Analyzers.dll",
                $"{Plain}/KmsGuard.CodeFixes.dll",
                $"{folder}/KmsGuard.Generators.dll",
                $"{folder}/KmsGuard.ModelAnalyzers.dll",
                $"{Plain}/KmsGuard.ModelCodeFixes.dll",
            ],
            AnalyzersOfKmsGuard(asked.Output).OrderBy(Path.GetFileName, StringComparer.Ordinal));
    }

    /// <summary>All other tests of packages run the compiled ones here.</summary>
    [Fact]
    public async Task The_plain_ones_say_and_generate_the_same()
    {
        SkipElsewhere();
        var consumer = feed.Consumer("Together");
        var build = await consumer.BuildAsync("Together.csproj", "-p:KmsGuardReadyToRun=false");
        Assert.Equal(["Program.cs(12) warning KMSG5003", "Program.cs(21) warning KMSG1001"], build.Findings);
        Assert.Equal(["EncryptedNote.g.cs", "KmsGuard.Manifest.g.cs"], consumer.GeneratedFiles("."));
    }

    private static void SkipElsewhere() =>
        Assert.SkipUnless(RuntimeInformation.RuntimeIdentifier == "linux-x64", "Code compiled ahead of time is packed for linux-x64 alone.");

    // From the folder of the package on, which is named by its version.
    private IEnumerable<string> AnalyzersOfKmsGuard(string output)
    {
        using var json = JsonDocument.Parse(output);
        return [.. from item in json.RootElement.GetProperty("Items").GetProperty("Analyzer").EnumerateArray()
                   let path = item.GetProperty("FullPath").GetString()!.Split($"/{feed.Version}/")
                   where path.Length == 2
                   select path[1]];
    }
}
