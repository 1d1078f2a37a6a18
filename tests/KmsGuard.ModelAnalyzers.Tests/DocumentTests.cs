using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.ModelAnalyzers.Tests;

/// <summary>What is generated from the rules: when it differs, put the expected text into the file.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void README_lists_the_rules_of_the_package() =>
        ReadmeTable.AssertHolds("KmsGuard", AllRules.Descriptors, [.. AllRules.Fixes.SelectMany(static fix => fix.FixableDiagnosticIds)]);

    [Theory]
    [InlineData("Strict", "warning")]
    [InlineData("None", "none")]
    public void A_preset_holds_every_rule_that_is_not_an_error(string mode, string severity) =>
        Assert.Equal(
            AllRules.Descriptors.Where(static rule => rule.DefaultSeverity != DiagnosticSeverity.Error).OrderBy(static rule => rule.Id, StringComparer.Ordinal)
                .Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {severity}"),
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "config", $"KmsGuard.Models.{mode}.globalconfig")).Where(static line => line.StartsWith("dotnet_", StringComparison.Ordinal)));
}
