using System.Text;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Linting;

/// <summary>What <c>kmsguard policy lint</c> says, where, and with which exit code.</summary>
public sealed class LintTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_clean_policy_is_clean()
    {
        var run = await _workspace.Add("role.json", Policies.Clean).RunAsync("policy", "lint", "role.json");
        Assert.Equal((0, "", "0 findings, 1 file with policies\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_finding_is_on_the_value_that_is_wrong()
    {
        var run = await _workspace.Add("role.json", Policies.AllActions).RunAsync("policy", "lint", "role.json");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("role.json(5,15): warning KMSG3001: 'kms:*' ", Assert.Single(run.Lines), StringComparison.Ordinal);
        Assert.Equal("1 finding, 1 file with policies\n", run.Error);
    }

    [Fact]
    public async Task Folders_are_searched_for_policies_among_other_files()
    {
        _workspace
            .Add("infra/keys/pii.policy.json", Policies.AllActions)
            .Add("infra/role.json", Policies.Clean)
            .Add("infra/package.json", """{ "name": "not a policy" }""")
            .Add("infra/notes.txt", Policies.AllActions)
            .Add("infra/node_modules/else/role.json", Policies.AllActions)
            .Add("infra/.hidden/role.json", Policies.AllActions)
            .Add("infra/obj/role.json", Policies.AllActions);
        var run = await _workspace.RunAsync("policy", "lint", "infra");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(Path.Combine("infra", "keys", "pii.policy.json") + "(5,15)", Assert.Single(run.Lines), StringComparison.Ordinal);
        Assert.Equal("1 finding, 2 files with policies\n", run.Error);
    }

    [Fact]
    public async Task Globs_are_expanded_where_no_shell_did()
    {
        _workspace.Add("a/one.policy.json", Policies.AllActions).Add("a/b/two.policy.json", Policies.AllActions).Add("a/b/three.json", Policies.AllActions);
        Assert.Equal(2, (await _workspace.RunAsync("policy", "lint", "a/**/*.policy.json")).Lines.Length);
        Assert.Equal(2, (await _workspace.RunAsync("policy", "lint", _workspace.PathOf("a") + "/b/*.json")).Lines.Length);
        Assert.Single((await _workspace.RunAsync("policy", "lint", "a/*.json")).Lines);
        Assert.Equal(3, (await _workspace.RunAsync("policy", "lint", "**/*.json")).Lines.Length);
    }

    [Fact]
    public async Task A_file_that_is_named_twice_is_checked_once()
    {
        _workspace.Add("a/one.json", Policies.AllActions);
        _workspace.Add("a/package.json", "{ }");      // alone it would make the folder one without policies
        foreach (var paths in new[] { new[] { "a", "a/one.json", "a/*.json", "./a/../a/one.json" }, ["a/one.json", "a"] })
        {
            var run = await _workspace.RunAsync(["policy", "lint", .. paths]);
            Assert.Equal((1, "1 finding, 1 file with policies\n"), (run.ExitCode, run.Error));
            Assert.Single(run.Lines);
        }
    }

    [Fact]
    public async Task Standard_input_is_a_file_too()
    {
        var run = await _workspace.RunAsync(Encoding.ASCII.GetBytes(Policies.AllActions), "policy", "lint", "-");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("(standard input)(5,15): warning KMSG3001", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_are_searched_for_policies()
    {
        var template = """{ "Resources": { "Role": { "Type": "AWS::IAM::Policy", "Properties": { "PolicyDocument": """ + Policies.AllActions + "} } } }";
        var run = await _workspace.Add("template.json", template).RunAsync("policy", "lint", "template.json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("KMSG3001", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    /// <summary>What many good policies do without is said when asked for; a level for builds leaves out what is only probable.</summary>
    [Fact]
    public async Task The_level_decides_what_is_said_and_counted()
    {
        _workspace.Add("key.json", """
            { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" },
              { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" }, "Action": ["kms:Decrypt", "kms:CreateGrant"], "Resource": "*" } ] }
            """);
        async Task<string> RulesAsync(params string[] options) =>
            string.Join(' ', (await _workspace.RunAsync(["policy", "lint", "key.json", .. options])).Lines.Select(line => line.Split(": ")[1].Split(' ')[1]).Order(StringComparer.Ordinal));
        Assert.Equal("KMSG3008", await RulesAsync());
        Assert.Equal("KMSG3008 KMSG3009", await RulesAsync("--level", "hidden"));
        Assert.Equal("", await RulesAsync("--level", "warning"));
        Assert.Equal("KMSG3009", await RulesAsync("--level", "hidden", "--ignore", "KMSG3008"));
        Assert.Equal(0, (await _workspace.RunAsync("policy", "lint", "key.json", "--level", "warning")).ExitCode);
    }

    [Fact]
    public async Task The_kind_can_be_told()
    {
        _workspace.Add("a.json", """{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "kms:ListKeys", "Resource": "*" } ] }""");
        Assert.Equal(0, (await _workspace.RunAsync("policy", "lint", "a.json")).ExitCode);
        Assert.Equal(1, (await _workspace.RunAsync("policy", "lint", "a.json", "--kind", "key")).ExitCode);
    }

    [Theory]
    [InlineData("Must be one of", "--level", "loud")]
    [InlineData("Must be one of", "--kind", "unknown")]
    [InlineData("there is no rule KMSG9999", "--ignore", "KMSG9999")]
    [InlineData("choose one", "--json", "--sarif", "-")]
    public async Task Wrong_usage_is_told_and_nothing_is_done(string told, params string[] options)
    {
        var run = await _workspace.Add("a.json", Policies.AllActions).RunAsync(["policy", "lint", .. options, "a.json"]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_option_is_not_taken_for_a_file()
    {
        var run = await _workspace.Add("a.json", Policies.Clean).RunAsync("policy", "lint", "--jsn", "a.json");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: --jsn is neither an option nor a file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_kind_is_told_with_the_right_ones_in_one_line()
    {
        var run = await _workspace.Add("a.json", Policies.Clean).RunAsync("policy", "lint", "--kind", "keys", "a.json");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches("^error: .*'keys'.* 'key' 'identity' 'bucket' 'trust' 'guardrail' 'other'\\r?\\n", run.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("policy")]
    [InlineData("policy", "lint")]
    [InlineData("policy", "generate")]
    public async Task What_is_missing_is_told(params string[] arguments)
    {
        var run = await _workspace.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_exit_codes()
    {
        var run = await _workspace.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1    there are findings", run.Output, StringComparison.Ordinal);
        Assert.Contains("kmsguard policy lint <PATH>...", (await _workspace.RunAsync("policy", "lint", "--help")).Output, StringComparison.Ordinal);
    }

    /// <summary>A policy may come from anywhere: what a terminal would obey is not passed on.</summary>
    [Fact]
    public async Task Control_characters_do_not_reach_the_terminal()
    {
        var run = await _workspace.Add("a.json", Policies.Misspelt.Replace("Decrpyt", "Decr\\u001B[31mpyt", StringComparison.Ordinal)).RunAsync("policy", "lint", "a.json");
        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain('\u001B', run.Output);
        Assert.Contains("Decr\uFFFD[31mpyt", run.Output, StringComparison.Ordinal);
    }
}
