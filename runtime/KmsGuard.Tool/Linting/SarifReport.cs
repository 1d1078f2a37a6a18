using System.Reflection;
using System.Text.Json;
using KmsGuard.Policy;

namespace KmsGuard.Tool.Linting;

/// <summary>The findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which code hosts and IDEs show in place.</summary>
internal static class SarifReport
{
    private const string Root = "SRCROOT";

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
        json.WriteStartArray("results");
        foreach (var finding in run.Findings)
            Result(json, finding, Array.IndexOf(rules, finding.Rule));
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
            json.WriteString("helpUri", rule.HelpLink);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
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

    private static void Result(Utf8JsonWriter json, LintFinding finding, int rule)
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
        Location(json, finding.Path);
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

    private static void Location(Utf8JsonWriter json, string path)
    {
        if (Path.IsPathRooted(path))
        {
            json.WriteString("uri", new Uri(path).AbsoluteUri);
            return;
        }
        json.WriteString("uri", string.Join('/', path.Split('/', '\\').Where(static part => part is not ("" or ".")).Select(Uri.EscapeDataString)));
        json.WriteString("uriBaseId", Root);
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(PolicyRule rule) => rule.Severity == PolicySeverity.Warning ? "warning" : "note";
}
