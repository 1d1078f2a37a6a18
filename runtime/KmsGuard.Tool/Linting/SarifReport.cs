using System.Reflection;
using System.Text.Json;
using KmsGuard.Policy;

namespace KmsGuard.Tool.Linting;

/// <summary>The findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which code hosts and IDEs show in place.</summary>
internal static class SarifReport
{
    private const string Root = "SRCROOT";
    private const int StandardInput = 0;

    private static readonly string Version = typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    internal static void Write(TextWriter output, LintRun run, string folder) => ToolJson.Write(output, json =>
    {
        var rules = PolicyRules.All.OrderBy(static rule => rule.Id, StringComparer.Ordinal).ToArray();
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        Tool(json, rules);
        json.WriteStartArray("invocations");
        Invocation(json, run);
        json.WriteEndArray();
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(Root);
        json.WriteString("uri", new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + "/").AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        if (run.Findings.Any(IsInStandardInput))
            Artifacts(json);
        json.WriteStartArray("results");
        foreach (var finding in run.Findings)
            Result(json, finding, Array.IndexOf(rules, finding.Rule), folder);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Tool(Utf8JsonWriter json, IEnumerable<PolicyRule> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "kmsguard");
        json.WriteString("semanticVersion", Version);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            Text(json, "shortDescription", rule.Title);
            Text(json, "fullDescription", rule.Description);
            // GitHub shows no rule without a help; its tags and precision sort the alerts.
            json.WriteStartObject("help");
            json.WriteString("text", Literal($"{rule.Description} {rule.HelpLink}"));
            json.WriteString("markdown", $"{Literal(rule.Description)} [{rule.Id}]({rule.HelpLink})");
            json.WriteEndObject();
            json.WriteString("helpUri", rule.HelpLink);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteStartArray("tags");
            json.WriteStringValue("security");
            json.WriteEndArray();
            json.WriteString("precision", rule.Severity == PolicySeverity.Warning ? "very-high" : "medium");
            json.WriteString("problem.severity", rule.Severity == PolicySeverity.Warning ? "warning" : "recommendation");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What has no address is described: section 3.24.</summary>
    private static void Artifacts(Utf8JsonWriter json)
    {
        json.WriteStartArray("artifacts");
        json.WriteStartObject();
        Text(json, "description", "standard input");
        json.WriteStartArray("roles");
        json.WriteStringValue("standardStream");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Invocation(Utf8JsonWriter json, LintRun run)
    {
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", run.Errors.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var (level, message) in run.Errors.Select(static error => ("error", error)).Concat(run.Notes.Select(static note => ("note", note))))
        {
            json.WriteStartObject();
            json.WriteString("level", level);
            Text(json, "message", $"{message.Path} {message.Text}");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, LintFinding finding, int rule, string folder)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Rule));
        Text(json, "message", finding.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        if (IsInStandardInput(finding))
            json.WriteNumber("index", StandardInput);
        else
            Location(json, finding.Path, folder);
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", finding.Line);
        json.WriteNumber("startColumn", finding.Column);
        json.WriteNumber("endLine", finding.EndLine);
        json.WriteNumber("endColumn", finding.EndColumn);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsInStandardInput(LintFinding finding) => finding.Path == Linter.Shown(PolicyPaths.StandardInput);

    /// <summary>One address for a file, whichever way it was named, without "..": section 3.10.2. What is not below the folder has a whole one.</summary>
    private static void Location(Utf8JsonWriter json, string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        var parts = Path.GetRelativePath(folder, full).Split(Path.DirectorySeparatorChar);
        if (parts[0] == ".." || Path.IsPathRooted(parts[0]))
        {
            json.WriteString("uri", new Uri(full).AbsoluteUri);
            return;
        }
        json.WriteString("uri", string.Join('/', parts.Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", Root);
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", Literal(text));
        json.WriteEndObject();
    }

    /// <summary>A brace begins a placeholder, and brackets before a parenthesis are a link, which no policy may write: sections 3.11.5 and 3.11.6.</summary>
    private static string Literal(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal).Replace("](", "] (", StringComparison.Ordinal);

    private static string Level(PolicyRule rule) => rule.Severity == PolicySeverity.Warning ? "warning" : "note";
}
