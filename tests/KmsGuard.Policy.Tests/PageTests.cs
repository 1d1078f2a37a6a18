using System.Text.RegularExpressions;

namespace KmsGuard.Policy.Tests;

/// <summary>What the pages about policies and practices say is so.</summary>
public sealed partial class PageTests
{
    private static readonly string Docs = Path.Combine(Shared.Root(), "docs");

    [Fact]
    public void The_patterns_of_the_page_pass_every_rule()
    {
        var patterns = Json().Matches(File.ReadAllText(Path.Combine(Docs, "policies.md"))).Select(static match => match.Groups[1].Value).ToArray();

        Assert.Equal(5, patterns.Length);
        // Encryption contexts are not everybody's: a service's statement and kms:ViaService have none.
        Assert.All(patterns, static pattern => Assert.Equal([], PolicyLint.Run(pattern).Select(static one => $"{one.Rule.Id}: {one.Message}")));
    }

    [Fact]
    public void The_bad_example_of_each_page_is_found_and_the_good_one_is_not() => Assert.All(PolicyRules.All, static rule =>
    {
        var page = File.ReadAllText(Path.Combine(Docs, "rules", rule.Id + ".md"));
        // Those of code are in the tests of the analyzers.
        if (page.Split("## Good")[0].Contains("```csharp", StringComparison.Ordinal))
            return;
        Assert.Contains(Examples(page, "## Bad"), text => PolicyLint.Run(text).Any(one => one.Rule.Id == rule.Id));
        Assert.DoesNotContain(Examples(page, "## Good"), text => PolicyLint.Run(text).Any(one => one.Rule.Id == rule.Id));
    });

    [Fact]
    public void Every_rule_type_and_command_that_answers_a_practice_exists()
    {
        var page = File.ReadAllText(Path.Combine(Docs, "best-practices.md"));
        var api = string.Concat(Directory.GetFiles(Path.Combine(Shared.Root(), "runtime"), "PublicAPI.*.txt", SearchOption.AllDirectories).Select(File.ReadAllText));
        var tool = File.ReadAllText(Path.Combine(Docs, "tool.md"));

        Assert.All(Link().Matches(page).Select(static match => match.Groups[1].Value), static link => Assert.True(File.Exists(Path.Combine(Docs, link)), link));
        Assert.All(Code().Matches(page).Select(static match => match.Groups[1].Value), name => Assert.True(
            name.StartsWith("kmsguard ", StringComparison.Ordinal) ? tool.Contains(name["kmsguard ".Length..], StringComparison.Ordinal) : api.Contains(name, StringComparison.Ordinal), name));
        // A rule is about some practice.
        Assert.All(PolicyRules.All, rule => Assert.Contains(rule.Id + "](", page, StringComparison.Ordinal));
    }

    // A document, or what stands in one: a statement beside the account's, or alone, or a condition.
    private static IEnumerable<string> Examples(string page, string heading)
    {
        var text = page.Split(heading + "\n\n```json\n")[1].Split("\n```")[0];
        if (text.StartsWith("\"Condition\"", StringComparison.Ordinal))
            text = $$"""{ "Effect": "Allow", "Action": "kms:CreateGrant", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/1", {{text}} }""";
        return text.Contains("\"Statement\"", StringComparison.Ordinal) ? [text]
            : text.Contains("rincipal\"", StringComparison.Ordinal) ? [Marked.KeyPolicy(text)] : [Marked.Document(text)];
    }

    [GeneratedRegex(@"```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"\]\(([^)]+\.md)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex Code();
}
