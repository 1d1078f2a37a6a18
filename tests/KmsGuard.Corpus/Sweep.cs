using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus;

/// <summary>The rules over whole code bases, without labels.</summary>
internal static partial class Sweep
{
    /// <summary>Prints what was found and what it cost. True when no rule threw.</summary>
    internal static bool Run(IEnumerable<DirectoryInfo> folders, ImmutableArray<DiagnosticAnalyzer> rules, bool printFindings, bool warm, TextWriter output)
    {
        // As a compiler server that has compiled the same before.
        if (warm)
            Run(folders, rules, printFindings: false, warm: false, TextWriter.Null);
        var thrown = new ConcurrentQueue<Exception>();
        var findings = new Dictionary<string, int>(StringComparer.Ordinal);
        var costs = rules.ToDictionary(static rule => rule, static _ => TimeSpan.Zero);
        var (files, lines, compiling) = (0, 0L, TimeSpan.Zero);
        foreach (var (root, project) in folders.SelectMany(Projects))
        {
            var watch = Stopwatch.StartNew();
            var trees = project.Files.Select(HalfProgram.Parse).ToArray();
            var program = HalfProgram.Compile(trees, project.SdkMajor);
            program.GetDiagnostics();
            compiling += watch.Elapsed;
            files += trees.Length;
            lines += project.Files.Sum(static file => (long)File.ReadLines(file).Count());

            // The compilation is bound by now, as it is in a build: what a rule asks of it is not charged to the rule.
            var driver = program.With(rules, thrown);
            foreach (var found in driver.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Where(static found => found.Severity > DiagnosticSeverity.Hidden))
            {
                findings[found.Id] = findings.GetValueOrDefault(found.Id) + 1;
                if (printFindings)
                    output.WriteLine($"{Path.GetRelativePath(root, found.Location.SourceTree?.FilePath ?? root)}:{found.Location.GetLineSpan().StartLinePosition.Line + 1} {found.Id}: {found.GetMessage(null)}");
            }
            foreach (var rule in rules)
                costs[rule] += driver.GetAnalyzerTelemetryInfoAsync(rule, CancellationToken.None).GetAwaiter().GetResult().ExecutionTime;
        }

        if (printFindings)
            output.WriteLine();
        Table.Write(output, ["Analyzer", "Findings", "Of parse and bind"], costs.OrderByDescending(static cost => cost.Value).Select(cost => new[]
        {
            cost.Key.GetType().Name,
            string.Join(", ", cost.Key.SupportedDiagnostics.Where(rule => findings.ContainsKey(rule.Id)).Select(rule => $"{rule.Id} {findings[rule.Id]}")),
            Table.Percent(cost.Value.Ticks, compiling.Ticks),
        }).Append(["all", $"{findings.Values.Sum()}", Table.Percent(costs.Values.Sum(static cost => cost.Ticks), compiling.Ticks)]));
        output.WriteLine();
        output.WriteLine($"{files:N0} files, {lines:N0} lines, {thrown.Count} exceptions.");
        foreach (var exception in thrown.Take(10))
            output.WriteLine(exception);
        return thrown.IsEmpty;
    }

    private static IEnumerable<(string Root, Project Project)> Projects(DirectoryInfo folder)
    {
        // Without the separator that a shell adds to a folder's name.
        var root = new DirectoryInfo(Path.TrimEndingDirectorySeparator(folder.FullName));
        var projects = root.GetFiles("*.csproj", SearchOption.AllDirectories).ToLookup(static file => file.DirectoryName!);
        // A file belongs to the nearest project above it; where there is none, to the root.
        return root.GetFiles("*.cs", SearchOption.AllDirectories).GroupBy(file => ProjectOf(file.Directory!)).OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(group => (root.FullName, new Project([.. group.Select(static file => file.FullName)], projects[group.Key].Any(static file => UsesVersion3(file)) ? 3 : 4)));

        string ProjectOf(DirectoryInfo place) =>
            projects.Contains(place.FullName) || place.FullName == root.FullName ? place.FullName : ProjectOf(place.Parent!);
    }

    private static bool UsesVersion3(FileInfo project) => Version3().IsMatch(File.ReadAllText(project.FullName));

    [GeneratedRegex("AWSSDK\\.[^>]*Version=\"3", RegexOptions.IgnoreCase)]
    private static partial Regex Version3();

    private sealed record Project(IReadOnlyList<string> Files, int SdkMajor);
}
