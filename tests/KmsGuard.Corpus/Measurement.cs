using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus;

/// <summary>Precision and recall over labelled files.</summary>
internal static class Measurement
{
    private static readonly string[] Header =
        ["Rule", "Severity", "True", "False", "Unlabelled", "Missed", "Precision", "Recall", "Found of sure", "Of likely", "Of debatable"];

    /// <summary>Prints the table. True when no rule threw or spoke where a label says that nothing is wrong.</summary>
    internal static bool Run(IReadOnlyList<CorpusFile> files, Judge judge, ImmutableArray<DiagnosticAnalyzer> rules, bool printFindings, TextWriter output)
    {
        var thrown = new ConcurrentQueue<Exception>();
        var findings = files.SelectMany(file => Findings(file, judge, rules, thrown)).ToList();
        var lines = files.ToDictionary(static file => file.Name, static file => File.ReadAllLines(file.Path));
        var missed = judge.Labels
            .Where(label => label.Kind.IsMistake && lines.ContainsKey(label.File) && findings.All(found => found.Label != label))
            .Select(label => (Label: label, Rule: label.Kind.RuleOf(lines[label.File][label.Line - 1])))
            .ToList();

        if (printFindings)
        {
            foreach (var found in findings)
                output.WriteLine($"{found.File}:{found.Line} {found.Rule} {found.Verdict.ToString().ToLowerInvariant()}{(found.Label is { } label ? $" ({label.Kind.Name})" : "")}: {found.Message}");
            foreach (var (label, rule) in missed)
                output.WriteLine($"{label.File}:{label.Line} {rule} missed ({label.Kind.Name}, {label.Confidence})");
            output.WriteLine();
        }
        Table.Write(output, Header, rules
            .SelectMany(static analyzer => analyzer.SupportedDiagnostics)
            .DistinctBy(static rule => rule.Id)
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal)
            .Select(rule => Row(rule, [.. findings.Where(found => found.Rule == rule.Id)], [.. missed.Where(miss => miss.Rule == rule.Id).Select(static miss => miss.Label)])));
        output.WriteLine();
        output.WriteLine($"{files.Count} files, {lines.Sum(static file => file.Value.Length):N0} lines, {judge.Labels.Count} labels, {findings.Count} findings, {thrown.Count} exceptions.");
        foreach (var exception in thrown)
            output.WriteLine(exception);
        return thrown.IsEmpty && findings.All(static found => found.Verdict != Verdict.False);
    }

    private static IEnumerable<Finding> Findings(
        CorpusFile file, Judge judge, ImmutableArray<DiagnosticAnalyzer> rules, ConcurrentQueue<Exception> thrown) =>
        HalfProgram.Compile([HalfProgram.Parse(file.Path)], file.SdkMajor).With(rules, thrown)
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            // Rules that are off by default are measured too; what is hidden in test code is silence.
            .Where(static found => found.Severity > DiagnosticSeverity.Hidden && found.Location.IsInSource)
            .OrderBy(static found => found.Location.SourceSpan.Start)
            .Select(found => judge.Of(file.Name, found));

    private static string[] Row(DiagnosticDescriptor rule, Finding[] findings, Label[] missed)
    {
        var right = findings.Where(static found => found.Verdict == Verdict.True).ToArray();
        var wrong = findings.Count(static found => found.Verdict == Verdict.False);
        var found = right.Select(static one => one.Label!).Distinct().ToArray();
        // What people may see either way says nothing about a miss.
        var counted = missed.Count(static label => label.Confidence != "debatable");
        return
        [
            rule.Id, $"{rule.DefaultSeverity}", $"{right.Length}", $"{wrong}", $"{findings.Length - right.Length - wrong}", $"{counted}",
            Table.Percent(right.Length, right.Length + wrong),
            Table.Percent(found.Count(static label => label.Confidence != "debatable"), found.Count(static label => label.Confidence != "debatable") + counted),
            FoundOf("sure"), FoundOf("likely"), FoundOf("debatable"),
        ];

        string FoundOf(string confidence)
        {
            var (hits, misses) = (found.Count(label => label.Confidence == confidence), missed.Count(label => label.Confidence == confidence));
            return hits + misses == 0 ? "" : $"{hits}/{hits + misses}";
        }
    }
}
