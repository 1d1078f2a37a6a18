using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests.Fixes;

public sealed class AssemblyTests
{
    [Fact]
    public void The_fixes_need_nothing_but_the_compiler_and_its_workspaces()
    {
        // System.Composition, above all: IDEs have different versions of it.
        var references = typeof(KmsGuardFix).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).Order(StringComparer.Ordinal);

        Assert.Equal(["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.Workspaces", "System.Collections.Immutable", "netstandard"], references);
    }

    [Fact]
    public void The_rules_need_no_workspaces() =>
        // The compiler of a build has none.
        Assert.DoesNotContain(typeof(KmsGuardAnalyzer).Assembly.GetReferencedAssemblies(), static name => name.Name!.Contains("Workspaces", StringComparison.Ordinal));

    [Fact]
    public void Both_are_built_against_the_oldest_compiler_that_users_may_have() =>
        Assert.All(
            typeof(KmsGuardFix).Assembly.GetReferencedAssemblies().Concat(typeof(KmsGuardAnalyzer).Assembly.GetReferencedAssemblies())
                .Where(static name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
            static name => Assert.Equal(new Version(4, 8, 0, 0), name.Version));
}
