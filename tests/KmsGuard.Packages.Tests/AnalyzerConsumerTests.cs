using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>Projects that call AWS KMS by hand and install <c>KmsGuard.Analyzers</c>, or do not.</summary>
public sealed class AnalyzerConsumerTests(PackedFeed feed)
{
    [Fact]
    public async Task A_library_for_NET_Framework_hears_what_is_wrong_with_its_calls() =>
        Assert.Equal(
            ["Vault.cs(21) warning KMSG2001", "Vault.cs(30) warning KMSG1001", "Vault.cs(30) warning KMSG1008"],
            await FindingsAsync("Framework", "Framework.csproj"));

    [Fact]
    public async Task Both_packages_together_say_everything_once_and_generate_everything_once()
    {
        var consumer = feed.Consumer("Together");
        Assert.Equal(["Program.cs(12) warning KMSG5003", "Program.cs(21) warning KMSG1001"], (await consumer.BuildAsync("Together.csproj")).Findings);
        Assert.Equal(["EncryptedNote.g.cs", "KmsGuard.Manifest.g.cs"], consumer.GeneratedFiles("."));
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("out/Together"));
    }

    [Theory]
    [InlineData("Strict", "Program.cs(12) warning KMSG5003", "Program.cs(21) warning KMSG1001", "Program.cs(21) warning KMSG2003")]
    [InlineData("None")]
    public async Task Presets(string mode, params string[] expected) =>
        Assert.Equal(expected, await FindingsAsync("Together", "Together.csproj", $"-p:KmsGuardAnalysisMode={mode}"));

    [Fact]
    public async Task A_mode_that_does_not_exist_is_named_and_the_rules_run_as_usual()
    {
        var build = await feed.Consumer("Together").BuildAsync("Together.csproj", "-p:KmsGuardAnalysisMode=strickt");
        Assert.Contains("warning KMSGUARD003: KmsGuardAnalysisMode is 'strickt', which is no mode: use Recommended (the default), Strict or None.", build.Output, StringComparison.Ordinal);
        Assert.Equal(["Program.cs(12) warning KMSG5003", "Program.cs(21) warning KMSG1001"], build.Findings);
    }

    [Fact]
    public async Task A_compiler_that_is_too_old_is_named()
    {
        var build = await feed.Consumer("AsErrors").BuildAsync("AsErrors.csproj", "-p:CompilerApiVersion=roslyn4.7", "-p:TreatWarningsAsErrors=false");
        Assert.Contains("warning KMSGUARD002: KmsGuard.Analyzers checks nothing here: its rules need Roslyn 4.8 or newer, and this compiler is 'roslyn4.7'.", build.Output, StringComparison.Ordinal);
        Assert.Empty(build.Findings);
    }

    [Fact]
    public async Task An_application_over_a_library_that_installed_the_rules_hears_nothing_of_its_own_code()
    {
        var consumer = feed.Consumer("ByHandLayers");
        Assert.Equal(["LibraryVault.cs(9) warning KMSG1001"], (await consumer.BuildAsync("Library/Library.csproj")).Findings);
        (await consumer.BuildAsync("App/App.csproj", "-p:BuildProjectReferences=false")).WasSilent();
    }

    [Fact]
    public async Task Warnings_as_errors_central_versions_and_one_rule_set_by_editorconfig()
    {
        var build = await feed.Consumer("AsErrors").BuildAsync("AsErrors.csproj");
        Assert.Equal(["Vault.cs(9) error KMSG1008"], build.Findings);
        Assert.Equal(1, build.ExitCode);
    }

    private async Task<string[]> FindingsAsync(string consumer, string project, params string[] arguments) =>
        (await feed.Consumer(consumer).BuildAsync(project, arguments)).Findings;
}
