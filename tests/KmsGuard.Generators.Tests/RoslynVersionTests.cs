using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests;

/// <summary>That the two test projects run on the compilers that they are named after.</summary>
public sealed class RoslynVersionTests
{
    [Fact]
    public void Tests_run_on_the_intended_compiler()
    {
        var version = typeof(CSharpCompilation).Assembly.GetName().Version!;
#if NEWEST_ROSLYN
        Assert.True(version >= new Version(5, 12), $"Tests for the newest Roslyn run on {version}.");
#else
        Assert.Equal(new Version(4, 8), new Version(version.Major, version.Minor));
#endif
    }

    [Fact]
    public void The_generator_asks_for_no_newer_compiler_than_the_floor()
    {
        var references = typeof(EncryptedModelGenerator).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, name => Assert.Equal(new Version(4, 8, 0, 0), name.Version));
    }
}
