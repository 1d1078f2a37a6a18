using System.Text.Json;

namespace KmsGuard.Tool.Linting;

/// <summary>The findings for programs (docs/policies.md gives the form).</summary>
internal static class JsonReport
{
    internal static void Write(TextWriter output, LintRun run) => ToolJson.Write(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteNumber("policies", run.Policies);
        json.WriteStartArray("findings");
        foreach (var finding in run.Findings)
        {
            json.WriteStartObject();
            json.WriteString("rule", finding.Rule.Id);
            json.WriteString("severity", finding.Rule.Severity.ToString().ToLowerInvariant());
            json.WriteString("message", finding.Message);
            json.WriteString("path", finding.Path);
            json.WriteNumber("line", finding.Line);
            json.WriteNumber("column", finding.Column);
            json.WriteNumber("endLine", finding.EndLine);
            json.WriteNumber("endColumn", finding.EndColumn);
            json.WriteString("help", finding.Rule.HelpLink);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Messages(json, "notes", run.Notes);
        Messages(json, "errors", run.Errors);
        json.WriteEndObject();
    });

    private static void Messages(Utf8JsonWriter json, string name, IReadOnlyList<LintMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("path", message.Path);
            json.WriteString("message", message.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
