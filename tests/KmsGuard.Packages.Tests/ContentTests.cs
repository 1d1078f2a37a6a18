using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>What is in the packages: all of it, so that nothing comes in or gets lost unnoticed.</summary>
public sealed class ContentTests(PackedFeed feed)
{
    private static readonly string[] Compiler = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory", "netstandard"];
    private static readonly string[] Frameworks = ["net10.0", "net8.0"];
    private static readonly string[] Workspaces = ["Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces"];

    [Fact]
    public void KmsGuard_holds_the_runtime_the_generator_and_the_rules_about_models() =>
        Assert.Equal(
            [
                "KmsGuard.nuspec",
                "README.md",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.Generators.dll",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.ModelAnalyzers.dll",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.ModelCodeFixes.dll",
                "build/KmsGuard.targets",
                "buildMultiTargeting/KmsGuard.targets",
                "config/KmsGuard.Models.None.globalconfig",
                "config/KmsGuard.Models.Strict.globalconfig",
                "icon.png",
                "lib/net10.0/KmsGuard.dll",
                "lib/net10.0/KmsGuard.xml",
                "lib/net8.0/KmsGuard.dll",
                "lib/net8.0/KmsGuard.xml",
                "tools/readytorun/linux-x64/KmsGuard.Generators.dll",
                "tools/readytorun/linux-x64/KmsGuard.ModelAnalyzers.dll",
            ],
            feed.KmsGuard.Files);

    public static TheoryData<string> Adapters => [.. PackedFeed.Adapters];

    [Theory]
    [MemberData(nameof(Adapters))]
    public void An_adapter_holds_itself_alone(string id)
    {
        Assert.Equal(
            [$"{id}.nuspec", "README.md", "icon.png", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", $"lib/net8.0/{id}.dll", $"lib/net8.0/{id}.xml"],
            feed[id].Files);
        Assert.Equal([$"{id}.nuspec", $"lib/net10.0/{id}.pdb", $"lib/net8.0/{id}.pdb"], feed[id].SymbolFiles);
    }

    [Fact]
    public void Analyzers_holds_rules_fixes_and_presets_and_no_library() =>
        Assert.Equal(
            [
                "KmsGuard.Analyzers.nuspec",
                "README.md",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.Analyzers.dll",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.CodeFixes.dll",
                "build/KmsGuard.Analyzers.props",
                "buildTransitive/KmsGuard.Analyzers.targets",
                "config/KmsGuard.Analyzers.None.globalconfig",
                "config/KmsGuard.Analyzers.Strict.globalconfig",
                "icon.png",
                "tools/readytorun/linux-x64/KmsGuard.Analyzers.dll",
            ],
            feed.Analyzers.Files);

    [Fact]
    public void Analyzers_is_for_development_and_depends_on_nothing()
    {
        Assert.Equal("true", feed.Analyzers.Metadata("developmentDependency")!.Value);
        Assert.Empty(feed.Analyzers.Dependencies);
    }

    [Fact]
    public void Symbols_are_packed_beside_it() =>
        Assert.Equal(["KmsGuard.nuspec", "lib/net10.0/KmsGuard.pdb", "lib/net8.0/KmsGuard.pdb"], feed.KmsGuard.SymbolFiles);

    /// <summary>What its code uses, and nothing else; the adapters let the generator flow to whoever installs one of them alone.</summary>
    [Theory]
    [InlineData("KmsGuard", "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("KmsGuard.Aws", "AWSSDK.KeyManagementService", "KmsGuard")]
    [InlineData("KmsGuard.Pkcs11", "KmsGuard")]
    [InlineData("KmsGuard.EntityFrameworkCore", "KmsGuard", "Microsoft.EntityFrameworkCore")]
    [InlineData("KmsGuard.Testing", "AWSSDK.KeyManagementService", "KmsGuard")]
    public void A_package_depends_on(string id, params string[] dependencies)
    {
        Assert.Equal(
            Frameworks.SelectMany(framework => dependencies.Select(dependency => $"{framework} {dependency} {(dependency == "KmsGuard" ? "include=\"All\"" : "exclude=\"Build,Analyzers\"")}")),
            feed[id].Dependencies.Order(StringComparer.Ordinal));
        Assert.All(dependencies, dependency =>
        {
            var (old, current) = (feed[id].DependencyVersion("net8.0", dependency), feed[id].DependencyVersion("net10.0", dependency));
            if (dependency == "KmsGuard")
                Assert.Equal((feed.Version, feed.Version), (old, current));
            else if (dependency.StartsWith("Microsoft.", StringComparison.Ordinal))
                Assert.True(old.StartsWith("8.", StringComparison.Ordinal) && current.StartsWith("10.", StringComparison.Ordinal), $"{dependency} {old}, {current}");
        });
    }

    [Fact]
    public void Each_package_says_what_it_is()
    {
        foreach (var package in PackedFeed.Packages.Select(id => feed[id]))
        {
            Assert.Equal("Apache-2.0", package.Metadata("license")!.Value);
            Assert.Equal("README.md", package.Metadata("readme")!.Value);
            Assert.Equal("icon.png", package.Metadata("icon")!.Value);
            Assert.InRange(package.Metadata("description")!.Value.Length, 40, 300);
            Assert.InRange(package.Read("icon.png").Length, 100, 10_000);
            // A clone of a folder must not publish the folder's path as the address of the project.
            Assert.StartsWith("https://", (string?)package.Metadata("repository")?.Attribute("url") ?? "https://", StringComparison.Ordinal);
        }
    }

    /// <summary>An IDE has its own versions of everything else: what is named and not there keeps a rule or a fix from loading, without a word.</summary>
    [Fact]
    public void What_runs_in_the_compiler_needs_nothing_but_the_oldest_one()
    {
        var images = from package in new[] { feed.KmsGuard, feed.Analyzers }
                     from file in package.Files
                     where file.StartsWith("analyzers/", StringComparison.Ordinal)
                     select (Name: Path.GetFileName(file), References: References(package.Read(file)));
        Assert.All(images, image =>
        {
            var allowed = image.Name.Contains("CodeFixes", StringComparison.Ordinal) ? Compiler.Concat(Workspaces) : Compiler;
            Assert.Empty(image.References.Keys.Except(allowed));
            Assert.All(image.References.Where(reference => reference.Key.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)), reference =>
                Assert.Equal(new Version(4, 8, 0, 0), reference.Value));
        });
        Assert.Equal(5, images.Count());
    }

    /// <summary>The same assemblies, to the module's id; where their machine code is of no use, the runtime takes the IL that is in them too.</summary>
    [Fact]
    public void What_is_compiled_ahead_of_time_is_what_is_in_analyzers()
    {
        var pairs = from package in new[] { feed.KmsGuard, feed.Analyzers }
                    from file in package.Files
                    where file.StartsWith("tools/readytorun/", StringComparison.Ordinal)
                    select (Compiled: package.Read(file), Plain: package.Read("analyzers/dotnet/roslyn4.8/cs/" + Path.GetFileName(file)));
        Assert.All(pairs, pair =>
        {
            Assert.Equal(ModuleId(pair.Plain), ModuleId(pair.Compiled));
            Assert.Equal((true, false), (IsReadyToRun(pair.Compiled), IsReadyToRun(pair.Plain)));
        });
        Assert.Equal(3, pairs.Count());
    }

    private static Guid ModuleId(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    // READYTORUN_SIGNATURE: https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/botr/readytorun-format.md
    private static bool IsReadyToRun(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var header = image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory;
        return header.Size > 0 && image.GetSectionData(header.RelativeVirtualAddress).GetReader().ReadUInt32() == 0x00525452;
    }

    private static Dictionary<string, Version> References(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
            .ToDictionary(reference => metadata.GetString(reference.Name), reference => reference.Version);
    }
}
