using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using KmsGuard.Packages.Tests.Support;

namespace KmsGuard.Packages.Tests;

/// <summary>What is in the packages: all of it, so that nothing comes in or gets lost unnoticed.</summary>
public sealed class ContentTests(PackedFeed feed)
{
    [Fact]
    public void KmsGuard_holds_the_runtime_and_the_generator() =>
        Assert.Equal(
            [
                "KmsGuard.nuspec",
                "README.md",
                "analyzers/dotnet/roslyn4.8/cs/KmsGuard.Generators.dll",
                "build/KmsGuard.targets",
                "icon.png",
                "lib/net10.0/KmsGuard.dll",
                "lib/net10.0/KmsGuard.xml",
                "lib/net8.0/KmsGuard.dll",
                "lib/net8.0/KmsGuard.xml",
            ],
            feed.KmsGuard.Files);

    [Fact]
    public void EntityFrameworkCore_holds_the_adapter_alone() =>
        Assert.Equal(
            [
                "KmsGuard.EntityFrameworkCore.nuspec",
                "README.md",
                "icon.png",
                "lib/net10.0/KmsGuard.EntityFrameworkCore.dll",
                "lib/net10.0/KmsGuard.EntityFrameworkCore.xml",
                "lib/net8.0/KmsGuard.EntityFrameworkCore.dll",
                "lib/net8.0/KmsGuard.EntityFrameworkCore.xml",
            ],
            feed.EntityFrameworkCore.Files);

    [Fact]
    public void Symbols_are_packed_beside_them()
    {
        Assert.Equal(["KmsGuard.nuspec", "lib/net10.0/KmsGuard.pdb", "lib/net8.0/KmsGuard.pdb"], feed.KmsGuard.SymbolFiles);
        Assert.Equal(
            ["KmsGuard.EntityFrameworkCore.nuspec", "lib/net10.0/KmsGuard.EntityFrameworkCore.pdb", "lib/net8.0/KmsGuard.EntityFrameworkCore.pdb"],
            feed.EntityFrameworkCore.SymbolFiles);
    }

    [Fact]
    public void A_package_depends_on_what_its_code_uses_and_nothing_else()
    {
        Assert.Equal(
            [
                "net10.0 Microsoft.Extensions.Configuration.Abstractions exclude=\"Build,Analyzers\"",
                "net10.0 Microsoft.Extensions.DependencyInjection.Abstractions exclude=\"Build,Analyzers\"",
                "net10.0 Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions exclude=\"Build,Analyzers\"",
                "net10.0 Microsoft.Extensions.Logging.Abstractions exclude=\"Build,Analyzers\"",
                "net8.0 Microsoft.Extensions.Configuration.Abstractions exclude=\"Build,Analyzers\"",
                "net8.0 Microsoft.Extensions.DependencyInjection.Abstractions exclude=\"Build,Analyzers\"",
                "net8.0 Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions exclude=\"Build,Analyzers\"",
                "net8.0 Microsoft.Extensions.Logging.Abstractions exclude=\"Build,Analyzers\"",
            ],
            feed.KmsGuard.Dependencies);
        Assert.Equal(
            [
                "net10.0 KmsGuard include=\"All\"",
                "net10.0 Microsoft.EntityFrameworkCore exclude=\"Build,Analyzers\"",
                "net8.0 KmsGuard include=\"All\"",
                "net8.0 Microsoft.EntityFrameworkCore exclude=\"Build,Analyzers\"",
            ],
            feed.EntityFrameworkCore.Dependencies);
    }

    [Fact]
    public void Dependencies_are_of_the_major_version_of_their_framework_and_of_the_same_KmsGuard()
    {
        Assert.StartsWith("8.", feed.KmsGuard.DependencyVersion("net8.0", "Microsoft.Extensions.DependencyInjection.Abstractions"), StringComparison.Ordinal);
        Assert.StartsWith("10.", feed.KmsGuard.DependencyVersion("net10.0", "Microsoft.Extensions.DependencyInjection.Abstractions"), StringComparison.Ordinal);
        Assert.StartsWith("8.", feed.EntityFrameworkCore.DependencyVersion("net8.0", "Microsoft.EntityFrameworkCore"), StringComparison.Ordinal);
        Assert.StartsWith("10.", feed.EntityFrameworkCore.DependencyVersion("net10.0", "Microsoft.EntityFrameworkCore"), StringComparison.Ordinal);
        Assert.Equal(feed.Version, feed.EntityFrameworkCore.DependencyVersion("net8.0", "KmsGuard"));
        Assert.Equal(feed.Version, feed.EntityFrameworkCore.DependencyVersion("net10.0", "KmsGuard"));
    }

    [Fact]
    public void Each_package_says_what_it_is()
    {
        foreach (var package in new[] { feed.KmsGuard, feed.EntityFrameworkCore })
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

    [Fact]
    public void The_generator_needs_nothing_but_the_oldest_compiler()
    {
        using var image = new PEReader(new MemoryStream(feed.KmsGuard.Read("analyzers/dotnet/roslyn4.8/cs/KmsGuard.Generators.dll")));
        var metadata = image.GetMetadataReader();
        var references = metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .ToDictionary(reference => metadata.GetString(reference.Name), reference => reference.Version);
        Assert.Equal(
            ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory", "netstandard"],
            references.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new Version(4, 8, 0, 0), references["Microsoft.CodeAnalysis"]);
        Assert.Equal(new Version(4, 8, 0, 0), references["Microsoft.CodeAnalysis.CSharp"]);
    }
}
