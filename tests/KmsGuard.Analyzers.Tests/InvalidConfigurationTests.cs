using System.Globalization;
using KmsGuard.Analyzers.Rules.Configuration;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests;

public sealed class InvalidConfigurationTests
{
    // Two files, and what is configured holds for both.
    private static readonly Compilation Application = Verify.Compile("class Service;", Aws.V4);

    [Theory]
    [InlineData("kmsguard.test_code", "loud", "the values are quiet, report")]
    [InlineData("kmsguard.test_code", "", "the values are quiet, report")]
    [InlineData("kmsguard.test_code", "{0}", "the values are quiet, report")]
    [InlineData("KmsGuard.Test_Code", "loud", "the values are quiet, report")]
    [InlineData("kmsguard.sample_code", "hidden", "the values are report, quiet")]
    [InlineData("kmsguard.alias_pattern", "^alias/[a-z", "the value is a regular expression")]
    [InlineData("kmsguard.alias_pattern", "", "the value is a regular expression")]
    [InlineData("kmsguard.testcode", "report", "there is no such key; the keys are kmsguard.test_code, kmsguard.sample_code, kmsguard.alias_pattern, kmsguard.policy_files")]
    [InlineData("kmsguard.", "report", "there is no such key; the keys are kmsguard.test_code, kmsguard.sample_code, kmsguard.alias_pattern, kmsguard.policy_files")]
    public async Task KMSG0001_Triggers_once_and_says_what_may_be_written(string key, string value, string mend)
    {
        var found = Assert.Single(await Verify.Diagnostics(Application, [new InvalidConfiguration()], (key, value)));

        Assert.Equal(
            $"'{key} = {value}' in .editorconfig has no effect: {mend} (https://github.com/kmsguard/kmsguard/blob/main/docs/rules/KMSG0001.md)",
            found.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal(Location.None, found.Location);
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Fact]
    public async Task KMSG0001_Triggers_for_each_mistake() => Assert.Equal(
        ["kmsguard.alias", "kmsguard.test_code"],
        (await Verify.Diagnostics(Application, [new InvalidConfiguration()], ("kmsguard.test_code", "yes"), ("kmsguard.alias", "x")))
            .Select(static found => found.GetMessage(CultureInfo.InvariantCulture).Split('\'', ' ')[1]));

    [Theory]
    [InlineData("kmsguard.test_code", "quiet")]
    [InlineData("kmsguard.test_code", "report")]
    [InlineData("kmsguard.test_code", " Report ")]
    [InlineData("KMSGUARD.TEST_CODE", "report")]
    [InlineData("kmsguard.sample_code", "quiet")]
    [InlineData("kmsguard.alias_pattern", "^alias/(dev|prod)/[a-z]+$")]
    [InlineData("kmsguardian.test_code", "loud")]
    [InlineData("test_code", "loud")]
    [InlineData("dotnet_diagnostic.kmsg1001.severity", "error")]
    public async Task KMSG0001_DoesNotTrigger_on_what_is_known_or_not_ours(string key, string value) =>
        Assert.Empty(await Verify.Diagnostics(Application, [new InvalidConfiguration()], (key, value)));

    [Fact]
    public void Every_key_is_on_the_page_with_its_values() =>
        Assert.All(ConfigurationKey.All, static key => Assert.Contains(
            $"| `{key.Name}` | `{key.Values[0]}` (default)" + (key.IsPattern ? ", a regular expression" : key.IsList ? ", ends of paths" : string.Concat(key.Values.Skip(1).Select(static value => $", `{value}`"))) + " |",
            Page("KMSG0001"), StringComparison.Ordinal));

    [Fact]
    public void Every_key_is_on_the_pages_of_the_rules_that_read_it()
    {
        // Each page says what hides findings in tests and samples; what only some rules read, theirs say.
        var pages = AllRules.Descriptors.Select(static rule => rule.Id).ToLookup(static id => id, Page);
        string[] Readers(ConfigurationKey key) => [.. pages.Where(page => page.Single().Contains($"`{key.Name} = ", StringComparison.Ordinal)).Select(static page => page.Key).Order()];

        Assert.Equal(["KMSG2005"], Readers(ConfigurationKey.AliasPattern));
        Assert.Equal(pages.Count, Readers(ConfigurationKey.TestCode).Length);
        Assert.Equal(pages.Count - 1, Readers(ConfigurationKey.SampleCode).Length);
        Assert.Equal(pages.Select(static page => page.Key).Where(static id => id.StartsWith("KMSG3", StringComparison.Ordinal) && id is not ("KMSG3003" or "KMSG3018")).Order(), Readers(ConfigurationKey.PolicyFiles));
        Assert.Equal(4, ConfigurationKey.All.Length);
    }

    private static string Page(string id) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", id + ".md"));
}
