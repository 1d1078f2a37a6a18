using System.Reflection;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Tests;

/// <summary>What every rule must have. A rule that lacks one of these is not finished.</summary>
public sealed class EveryRuleTests
{
    public static TheoryData<string> Ids => [.. AllRules.Descriptors.Select(static descriptor => descriptor.Id)];

    public static TheoryData<string> FixedIds => [.. AllRules.Fixes.SelectMany(static fix => fix.FixableDiagnosticIds)];

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
        var page = Page(id);

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

        Assert.Single(ReleaseRows(), row => row == $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_tests_that_trigger_and_tests_that_do_not(string id)
    {
        Assert.Contains(TestNames(), name => name.StartsWith(id + "_Triggers_", StringComparison.Ordinal));
        Assert.Contains(TestNames(), name => name.StartsWith(id + "_DoesNotTrigger_", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_page_and_release_row_belongs_to_a_rule()
    {
        var ids = AllRules.Descriptors.Select(static descriptor => descriptor.Id).Order().ToArray();

        Assert.Equal(ids, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "rules")).Select(static page => Path.GetFileNameWithoutExtension(page)).Order());
        Assert.Equal(ids, ReleaseRows().Where(static row => row.StartsWith("KMSG", StringComparison.Ordinal)).Select(static row => row[..8]).Order());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Keeps_to_the_severity_policy(string id)
    {
        var descriptor = Find(id);

        // Error is for a model that cannot be generated, or must not be. Info is for what is probable.
        var expected = id switch
        {
            "KMSG5007" or "KMSG5055" => DiagnosticSeverity.Info,
            "KMSG5003" or "KMSG5005" or "KMSG5006" or "KMSG5009" or "KMSG5010" or "KMSG5012" or "KMSG5013" or "KMSG5058" => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Error,
        };
        Assert.Equal(expected, descriptor.DefaultSeverity);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.NotEmpty(descriptor.Description.ToString(null));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_fix_where_its_page_says_so(string id) =>
        Assert.Equal(Page(id).Contains("\n## Fix\n", StringComparison.Ordinal), FixedIds.Any(row => row.Data == id));

    [Fact]
    public void Every_rule_that_the_generator_reports_is_a_rule() =>
        Assert.All(
            typeof(Problems).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(static field => field.GetValue(null)).OfType<Misuse>(),
            static misuse => Assert.Equal(ModelRules.TitleOf(misuse.Rule), Find(misuse.Rule).Title.ToString(null)));

    [Fact]
    public void Every_fix_is_offered_to_the_IDE_for_a_rule_that_no_other_fix_answers()
    {
        Assert.All(AllRules.Fixes, static fix => Assert.Equal([LanguageNames.CSharp], fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages));
        Assert.NotEmpty(FixedIds);
        Assert.Distinct(FixedIds.Select(static row => row.Data));
        Assert.All(FixedIds, static row => Find(row.Data));
    }

    [Theory]
    [MemberData(nameof(FixedIds))]
    public void Every_fix_has_tests_of_one_of_all_and_of_none(string id)
    {
        Assert.NotNull(AllRules.Fixes.Single(fix => fix.FixableDiagnosticIds.Contains(id)).GetFixAllProvider());
        Assert.All(["_Fixes_", "_FixesAll_", "_DoesNotFix_"], kind => Assert.Contains(TestNames(), name => name.StartsWith(id + kind, StringComparison.Ordinal)));
    }

    private static string[] TestNames() =>
        [.. typeof(EveryRuleTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods())
            .Where(static method => method.GetCustomAttribute<FactAttribute>() is not null).Select(static method => method.Name)];

    private static string Page(string id) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", id + ".md"));

    private static IEnumerable<string> ReleaseRows() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "releases")).SelectMany(File.ReadLines);

    private static DiagnosticDescriptor Find(string id) => AllRules.Descriptors.Single(descriptor => descriptor.Id == id);
}
