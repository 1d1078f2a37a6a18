using System.CommandLine;
using KmsGuard.Policy;

namespace KmsGuard.Tool.Linting;

/// <summary><c>kmsguard policy lint</c>.</summary>
internal static class LintCommand
{
    internal static Command Create(ToolHost host)
    {
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore, Description = "A file, a folder (its .json files, at any depth), a glob such as 'infra/**/*.json', or - for standard input" };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "What the policies are attached to: key, identity, bucket, trust, guardrail (SCP, boundary, endpoint) or other [default: told by content and file name]" };
        var level = new Option<string>("--level") { HelpName = "LEVEL", Description = "The least that is said: warning (definite), info (probable) or hidden (also what many good policies do without)", DefaultValueFactory = static _ => "info" };
        var ignored = new Option<string[]>("--ignore") { HelpName = "ID", Description = "A rule that is not wanted, such as KMSG3008; may be repeated" };
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output instead of text" };
        var sarif = new Option<string?>("--sarif") { HelpName = "FILE", Description = "Write SARIF 2.1.0 to this file, or with - to standard output instead of text" };
        kind.AcceptOnlyFromAmong(NamesOf<PolicyKind>());
        level.AcceptOnlyFromAmong(NamesOf<PolicySeverity>());
        ignored.Validators.Add(static result =>
        {
            foreach (var id in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!PolicyRules.All.Any(rule => rule.Id == id))
                    result.AddError($"--ignore: there is no rule {id}; there are {string.Join(", ", PolicyRules.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal))}.");
            }
        });
        var command = new Command("lint", "Checks policy documents, alone or inside CloudFormation templates in JSON, against the rules KMSG3xxx.") { paths, kind, level, ignored, json, sarif };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(sarif) == "-")
                result.AddError("--json and --sarif - both write to standard output: choose one.");
        });
        command.SetAction(given =>
        {
            var linter = new Linter(
                host,
                given.GetValue(kind) is { } attached ? Enum.Parse<PolicyKind>(attached, ignoreCase: true) : PolicyKind.Unknown,
                Enum.Parse<PolicySeverity>(given.GetValue(level)!, ignoreCase: true),
                [.. given.GetValue(ignored) ?? []]);
            var run = linter.Run(PolicyPaths.Expand(given.GetValue(paths)!, host.Folder));
            return Report(host, run, given.GetValue(json), given.GetValue(sarif));
        });
        return command;
    }

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Where(static name => name != nameof(PolicyKind.Unknown)).Select(static name => name.ToLowerInvariant())];

    private static int Report(ToolHost host, LintRun run, bool asJson, string? sarif)
    {
        foreach (var (path, note) in run.Notes)
            host.Tell("note", $"{path} {note}");
        foreach (var (path, error) in run.Errors)
            host.Tell("error", $"{path} {error}");
        if (asJson)
            JsonReport.Write(host.Output, run);
        else if (sarif == "-")
            SarifReport.Write(host.Output, run, host.Folder);
        else
            TextReport.Write(host, run);
        if (sarif is not (null or "-") && !TryWriteSarif(host, run, sarif))
            return ExitCode.Failed;
        return run.Errors.Count > 0 ? ExitCode.Failed : run.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Clean;
    }

    private static bool TryWriteSarif(ToolHost host, LintRun run, string path)
    {
        try
        {
            using var file = new StreamWriter(Path.Combine(host.Folder, path));
            SarifReport.Write(file, run, host.Folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            host.Tell("error", $"{path} cannot be written: {e.Message}");
            return false;
        }
    }
}
