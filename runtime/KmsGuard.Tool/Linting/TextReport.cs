using System.Text;
using KmsGuard.Policy;
using Spectre.Console;

namespace KmsGuard.Tool.Linting;

/// <summary>A line a finding, in the form of compilers, which editors and build servers understand; a sum at the end, beside the result.</summary>
internal static class TextReport
{
    internal static void Write(ToolHost host, LintRun run)
    {
        // Standard output is written through at each call: one for all lines.
        var lines = new StringBuilder();
        foreach (var finding in run.Findings)
        {
            var (colour, level) = finding.Rule.Severity == PolicySeverity.Warning ? ("yellow", "warning") : ("aqua", "info");      // who asked for hidden findings wants to read them
            var (place, what, message) = (ToolHost.Printable($"{finding.Path}({finding.Line},{finding.Column})"), $"{level} {finding.Rule.Id}", ToolHost.Printable(finding.Message));
            if (host.Colours is { } console)
                console.MarkupLineInterpolated($"{place}: [{colour}]{what}[/]: {message}");
            else
                lines.Append(place).Append(": ").Append(what).Append(": ").Append(message).Append(host.Output.NewLine);
        }
        host.Output.Write(lines.ToString());
        host.Error.WriteLine($"{Count(run.Findings.Count, "finding")}, {Count(run.Policies, "file")} with policies");
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
