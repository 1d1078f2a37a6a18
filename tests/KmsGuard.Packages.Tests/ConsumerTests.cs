using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>Projects of other people, each built from the packages alone and run.</summary>
public sealed class ConsumerTests(PackedFeed feed)
{
    private const string UnderTest = "the version under test";

    [Fact]
    public async Task An_application_for_NET_8_that_installs_only_the_EntityFrameworkCore_package_has_the_generator_too()
    {
        var consumer = feed.Consumer("Net8");
        (await consumer.BuildAsync("Net8.csproj")).WasSilent();
        Assert.Equal(["EncryptedPatient.g.cs", "KmsGuard.Manifest.g.cs"], consumer.GeneratedFiles("."));
        var run = await consumer.RunSelfContainedAsync("out/Net8");
        Assert.StartsWith("round trip done on .NET 8.", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task An_application_with_keys_in_AWS_KMS_and_in_an_HSM()
    {
        var consumer = feed.Consumer("Cloud");
        (await consumer.BuildAsync("Cloud.csproj")).WasSilent();
        Assert.Equal(["EncryptedNote.g.cs", "KmsGuard.Manifest.g.cs"], consumer.GeneratedFiles("."));
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("out/Cloud"));
    }

    [Fact]
    public async Task The_strictest_build_has_nothing_to_say_of_generated_code()
    {
        var consumer = feed.Consumer("Strict");
        (await consumer.BuildAsync("Strict.csproj")).WasSilent();
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("out/Strict"));
    }

    [Fact]
    public async Task Central_package_management_with_transitive_pinning()
    {
        var consumer = feed.Consumer("Central");
        (await consumer.BuildAsync("Central.csproj")).WasSilent();
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("out/Central"));
    }

    [Fact]
    public async Task A_compiler_that_is_too_old_is_named_before_the_errors_it_causes()
    {
        var build = await feed.Consumer("Central").BuildAsync("Central.csproj", "-p:CompilerApiVersion=roslyn4.7");
        Assert.Contains("warning KMSGUARD001: KmsGuard writes no encrypted types here: its generator needs Roslyn 4.8 or newer, and this compiler is 'roslyn4.7'.", build.Output, StringComparison.Ordinal);
        Assert.Contains("error CS0246: The type or namespace name 'EncryptedNote'", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_version_that_is_too_old_is_named_with_the_one_that_is_needed()
    {
        var build = await feed.Consumer("Central").BuildAsync("Central.csproj", "-p:LangVersion=11");
        Assert.Contains("warning KMSGUARD004: KmsGuard writes code in C# 12, and this project asks for C# 11: set <LangVersion>12</LangVersion> or newer, or remove it.", build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_over_a_library_that_uses_KmsGuard_hears_nothing()
    {
        var consumer = feed.Consumer("Layered");
        (await consumer.BuildAsync("App/App.csproj")).WasSilent();
        Assert.Equal(["KmsGuard.Manifest.g.cs", "Layered.Models.EncryptedNote.g.cs"], consumer.GeneratedFiles("Models"));
        // The generator comes along behind the library's KmsGuard.EntityFrameworkCore: it writes down what the application calls, and no type.
        Assert.Equal(["KmsGuard.Manifest.g.cs"], consumer.GeneratedFiles("App"));
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("App/out/App"));

        (await consumer.BuildAsync("App/App.csproj", "-p:BuildProjectReferences=false", "-p:CompilerApiVersion=roslyn4.7")).WasSilent();
    }

    /// <summary>What Vogen writes in the same project KmsGuard's generator cannot see; what it wrote in another one it can.</summary>
    [Fact]
    public async Task Value_objects_that_Vogen_generates_in_the_same_project_and_in_another_are_context_identity_and_fields()
    {
        var consumer = feed.Consumer("ValueObjects");
        (await consumer.BuildAsync("App/App.csproj")).WasSilent();
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("App/out/App"));
    }

    /// <summary>A library is not compiled again when the application takes a newer runtime. Every released generator belongs in this list.</summary>
    [Theory]
    [InlineData(UnderTest)]
    public async Task A_library_runs_on_this_runtime_as_its_generator_wrote_it(string generator)
    {
        var consumer = feed.Consumer("Layered");
        (await consumer.BuildAsync("Models/Models.csproj", $"-p:KmsGuardVersion={(generator == UnderTest ? feed.Version : generator)}")).WasSilent();
        (await consumer.BuildAsync("BinaryApp/BinaryApp.csproj")).WasSilent();
        Assert.Equal(new Outcome(0, "round trip done"), await consumer.RunAsync("BinaryApp/out/BinaryApp"));
    }
}
