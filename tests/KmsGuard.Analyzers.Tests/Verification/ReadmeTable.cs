using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>README's table of the rules of a package: generated from them, so that it cannot tell anything else. When it differs, put the expected text into README.md.</summary>
internal static class ReadmeTable
{
    internal static void AssertHolds(string package, IEnumerable<DiagnosticDescriptor> rules, IReadOnlyCollection<string> fixedIds)
    {
        var expected = Expected(rules, fixedIds);
        Assert.True(expected == Shown(package), "Put this into README.md:\n" + expected);
    }

    private static string Expected(IEnumerable<DiagnosticDescriptor> rules, IReadOnlyCollection<string> fixedIds) =>
        "| rule | finds | severity | fix |\n|---|---|---|---|\n" + string.Concat(rules
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal)
            .Select(rule => $"| [{rule.Id}](docs/rules/{rule.Id}.md) | {rule.Title} | {rule.DefaultSeverity} | {(fixedIds.Contains(rule.Id) ? "yes" : "")} |\n"));

    private static string Shown(string package)
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");
        return readme.Split($"<!-- rules of {package} -->\n", 2)[1].Split("<!-- end of rules -->", 2)[0];
    }
}
