using System.Text;
using System.Text.Json;
using KmsGuard.Policy;
using KmsGuard.Tool.Tests.Support;

namespace KmsGuard.Tool.Tests.Linting;

/// <summary>The forms for programs.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task JSON_holds_findings_notes_and_errors()
    {
        _workspace.Add("a.json", Policies.AllActions).Add("b.json", [0xEF, 0xBB, 0xBF, .. new UTF8Encoding(false).GetBytes(Policies.Clean)]);
        var run = await _workspace.RunAsync("policy", "lint", "a.json", "b.json", "missing.json", "--json");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal((1, 2), (run.Json.GetProperty("version").GetInt32(), run.Json.GetProperty("policies").GetInt32()));
        var finding = Assert.Single(run.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal(
            ("KMSG3001", "warning", "a.json", 5, 15, 5, 22),
            (Text(finding, "rule"), Text(finding, "severity"), Text(finding, "path"), Number(finding, "line"), Number(finding, "column"), Number(finding, "endLine"), Number(finding, "endColumn")));
        Assert.EndsWith("KMSG3001.md", Text(finding, "help"), StringComparison.Ordinal);
        Assert.Equal("b.json", Text(Assert.Single(run.Json.GetProperty("notes").EnumerateArray()), "path"));
        Assert.Equal("does not exist", Text(Assert.Single(run.Json.GetProperty("errors").EnumerateArray()), "message"));
    }

    /// <summary>The properties that SARIF 2.1.0 requires, and those that code hosts ask for: rule, level, message, a place that starts at the root of the sources.</summary>
    [Fact]
    public async Task SARIF_says_which_rule_where_and_how_sure()
    {
        _workspace.Add("in fra/a.json", Policies.AllActions).Add("in fra/b.json", """
            { "Version": "2012-10-17", "Statement": [
              { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*" },
              { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" }, "Action": "kms:CreateGrant", "Resource": "*" } ] }
            """);
        var run = await _workspace.RunAsync("policy", "lint", "in fra", "--sarif", "out.sarif");
        Assert.Equal((1, 2), (run.ExitCode, run.Lines.Length));      // the text is there too
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(_workspace.PathOf("out.sarif"), TestContext.Current.CancellationToken));
        Assert.Equal("2.1.0", Text(document.RootElement, "version"));
        var sarif = Assert.Single(document.RootElement.GetProperty("runs").EnumerateArray());
        var driver = sarif.GetProperty("tool").GetProperty("driver");
        var rules = driver.GetProperty("rules").EnumerateArray().ToArray();
        Assert.Equal(PolicyRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), rules.Select(rule => Text(rule, "id")));
        Assert.All(rules, rule => Assert.NotEmpty(Text(rule.GetProperty("shortDescription"), "text")));
        Assert.Equal("kmsguard", Text(driver, "name"));
        Assert.True(Assert.Single(sarif.GetProperty("invocations").EnumerateArray()).GetProperty("executionSuccessful").GetBoolean());
        var results = sarif.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal([("KMSG3001", "warning"), ("KMSG3008", "note")], results.Select(result => (Text(result, "ruleId"), Text(result, "level"))));
        Assert.All(results, result => Assert.Equal(Text(result, "ruleId"), Text(rules[Number(result, "ruleIndex")], "id")));
        var place = Assert.Single(results[0].GetProperty("locations").EnumerateArray()).GetProperty("physicalLocation");
        Assert.Equal(("in%20fra/a.json", "SRCROOT"), (Text(place.GetProperty("artifactLocation"), "uri"), Text(place.GetProperty("artifactLocation"), "uriBaseId")));
        Assert.Equal((5, 15, 22), (Number(place.GetProperty("region"), "startLine"), Number(place.GetProperty("region"), "startColumn"), Number(place.GetProperty("region"), "endColumn")));
        Assert.EndsWith("/", Text(sarif.GetProperty("originalUriBaseIds").GetProperty("SRCROOT"), "uri"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SARIF_tells_what_could_not_be_checked()
    {
        var run = await _workspace.RunAsync("policy", "lint", "missing.json", "--sarif", "-");
        var invocation = run.Json.GetProperty("runs")[0].GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal("missing.json does not exist", Text(invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message"), "text"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
