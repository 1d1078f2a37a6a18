using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests;

/// <summary>What every rule must have. A rule that lacks one of these is not finished.</summary>
public sealed class EveryRuleTests
{
    public static TheoryData<string> Ids => [.. AllRules.Descriptors.Select(static descriptor => descriptor.Id)];

    [Fact]
    public void Ids_are_unique() => Assert.Equal(AllRules.Descriptors.Length, AllRules.Descriptors.DistinctBy(static descriptor => descriptor.Id).Count());

    [Fact]
    public void Every_rule_is_offered_to_the_compiler() =>
        Assert.All(AllRules.Instances, static rule => Assert.NotNull(rule.GetType().GetCustomAttribute<DiagnosticAnalyzerAttribute>()));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_page_that_names_it(string id)
    {
        var descriptor = Find(id);
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", id + ".md"));

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.Ordinal);
        Assert.Contains($"| Category | {descriptor.Category} |", page, StringComparison.Ordinal);
        Assert.Contains($"| Severity | {descriptor.DefaultSeverity} |", page, StringComparison.Ordinal);
        Assert.All(["## Cause", "## Why", "## Bad", "## Good", "## Options", "## When to suppress"], heading =>
            Assert.Contains($"\n{heading}\n", page, StringComparison.Ordinal));
        Assert.Equal($"https://github.com/kmsguard/kmsguard/blob/main/docs/rules/{id}.md", descriptor.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_release_row(string id)
    {
        var descriptor = Find(id);
        var rows = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "releases")).SelectMany(File.ReadLines);

        Assert.Single(rows, row => row == $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_tests_that_trigger_and_tests_that_do_not(string id)
    {
        var tests = typeof(EveryRuleTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods())
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null).Select(static method => method.Name).ToArray();

        Assert.Contains(tests, name => name.StartsWith(id + "_Triggers_", StringComparison.Ordinal));
        Assert.Contains(tests, name => name.StartsWith(id + "_DoesNotTrigger_", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Keeps_to_the_severity_policy(string id)
    {
        var descriptor = Find(id);

        // Error is for models that cannot be generated: none of these rules is about one.
        Assert.True(descriptor.DefaultSeverity is DiagnosticSeverity.Warning or DiagnosticSeverity.Info);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.NotEmpty(descriptor.Description.ToString(null));
    }

    private static DiagnosticDescriptor Find(string id) => AllRules.Descriptors.Single(descriptor => descriptor.Id == id);
}
