using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests;

/// <summary>What every rule must have. A rule that lacks one of these is not finished.</summary>
public sealed class EveryRuleTests
{
    public static TheoryData<string> Ids => [.. AllRules.Descriptors.Select(static descriptor => descriptor.Id)];

    private static readonly string[] WithoutFix =
    [
        "KMSG0001", "KMSG1003", "KMSG1004", "KMSG1005", "KMSG1009", "KMSG1011", "KMSG1012", "KMSG1013", "KMSG1015", "KMSG1053", "KMSG1060",
        "KMSG2004", "KMSG2005", "KMSG2009", "KMSG2010", "KMSG2012", "KMSG2013", "KMSG2014", "KMSG2058", "KMSG3002", "KMSG3004", "KMSG3005",
        "KMSG3007", "KMSG3008", "KMSG3009", "KMSG3010", "KMSG3012", "KMSG3013", "KMSG3014", "KMSG3015", "KMSG3016", "KMSG3017", "KMSG3019",
        "KMSG3020", "KMSG3021", "KMSG3056", "KMSG3066",
    ];

    public static TheoryData<string> FixedIds => [.. AllFixes.Ids];

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
        Assert.Contains("kmsguard.test_code", page, StringComparison.Ordinal);
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
        var tests = TestNames();

        Assert.Contains(tests, name => name.StartsWith(id + "_Triggers_", StringComparison.Ordinal));
        Assert.Contains(tests, name => name.StartsWith(id + "_DoesNotTrigger_", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_and_release_row_belongs_to_a_rule()
    {
        var ids = AllRules.Descriptors.Select(static descriptor => descriptor.Id).Order().ToArray();
        var pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "rules")).Select(static page => Path.GetFileNameWithoutExtension(page)).Order();
        var rows = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "releases")).SelectMany(File.ReadLines)
            .Where(static row => row.StartsWith("KMSG", StringComparison.Ordinal)).Select(static row => row[..8]).Order();

        Assert.Equal(ids, pages);
        Assert.Equal(ids, rows);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Keeps_to_the_severity_policy(string id)
    {
        var descriptor = Find(id);

        // Error is for models that cannot be generated: none of these rules is about one.
        Assert.True(descriptor.DefaultSeverity is DiagnosticSeverity.Warning or DiagnosticSeverity.Info or DiagnosticSeverity.Hidden);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.NotEmpty(descriptor.Description.ToString(null));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_fix_where_its_page_says_so(string id)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", id + ".md"));

        Assert.Equal(page.Contains("\n## Fix\n", StringComparison.Ordinal), AllFixes.Ids.Contains(id));
        // A person would expect one. Of the others, only people know what is right.
        Assert.Equal(!WithoutFix.Contains(id), AllFixes.Ids.Contains(id));
    }

    [Fact]
    public void Every_fix_is_offered_to_the_IDE_and_answers_rules_that_no_other_fix_answers()
    {
        Assert.All(AllFixes.Instances, static fix => Assert.Equal(
            [LanguageNames.CSharp], fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages));
        Assert.Distinct(AllFixes.Ids);
        Assert.All(AllFixes.Ids, static id => Find(id));
    }

    [Theory]
    [MemberData(nameof(FixedIds))]
    public void Every_fix_has_tests_of_one_of_all_and_of_none(string id)
    {
        var fix = AllFixes.Instances.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        var tests = TestNames();

        Assert.NotNull(fix.GetFixAllProvider());
        Assert.Contains(tests, name => name.StartsWith(id + "_FixesAll_", StringComparison.Ordinal));
        // Rules that share a fix share the tests of its shapes.
        Assert.Contains(tests, name => fix.FixableDiagnosticIds.Any(one => name.StartsWith(one + "_Fixes_", StringComparison.Ordinal)));
        Assert.Contains(tests, name => fix.FixableDiagnosticIds.Any(one => name.StartsWith(one + "_DoesNotFix_", StringComparison.Ordinal)));
    }

    private static string[] TestNames() =>
        [.. typeof(EveryRuleTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods())
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null).Select(static method => method.Name),
        // What policies are judged by knows no Roslyn, and is tested without it.
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "policy-tests"), "*.cs").SelectMany(File.ReadLines)
            .Where(static line => line.Contains(" public void KMSG", StringComparison.Ordinal)).Select(static line => line.Split('(')[0].Trim().Split(' ')[^1])];

    private static DiagnosticDescriptor Find(string id) => AllRules.Descriptors.Single(descriptor => descriptor.Id == id);
}
