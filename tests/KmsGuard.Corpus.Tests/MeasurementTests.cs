using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus.Tests;

public sealed class MeasurementTests
{
    private static readonly DirectoryInfo Folder = new(Path.Combine(AppContext.BaseDirectory, "Folder"));
    private static readonly ImmutableArray<DiagnosticAnalyzer> Calls = Rules.Load(Rules.BesideProgram(), "KMSG100");

    [Fact]
    public void Findings_are_compared_with_labels_through_the_locals_of_their_statement()
    {
        var (ended, lines) = Measure(Calls, printFindings: true);

        Assert.False(ended);     // one finding is at a right place
        Assert.Contains(lines, static line => line.StartsWith("one.cs:19 KMSG1001 true (missing-encryption-context)", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("one.cs:23 KMSG1001 false (ok:context-from-parameter)", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("one.cs:30 KMSG1008 unlabelled", StringComparison.Ordinal));
        Assert.Contains("two.cs:8 KMSG1008 missed (decrypt-without-keyid, sure)", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith("one.cs:27", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_counts_each_rule()
    {
        var (_, lines) = Measure(Calls, printFindings: false);

        Assert.Contains("| KMSG1001 | Warning | 1 | 1 | 0 | 0 | 50 % | 100 % | 1/1 |  |  |", lines);
        Assert.Contains("| KMSG1008 | Warning | 0 | 0 | 1 | 1 |  | 0 % | 0/1 |  |  |", lines);
        Assert.Equal("2 files, 40 lines, 6 labels, 3 findings, 0 exceptions.", lines[^1]);
    }

    [Fact]
    public void A_missed_key_is_charged_to_the_rule_of_its_text()
    {
        Assert.Equal("KMSG2001", Kind.Named("hardcoded-key-id").RuleOf("""Use("arn:aws:kms:eu-west-1:111122223333:key/x")"""));
        Assert.Equal("KMSG2003", Kind.Named("hardcoded-key-id").RuleOf("""Use("alias/x")"""));
        Assert.Equal("KMSG2002", Kind.Named("hardcoded-key-id").RuleOf("""Use("1234abcd-12ab-34cd-56ef-1234567890ab")"""));
        Assert.Equal("KMSG1010", Kind.Named("plaintext-key-not-zeroed").RuleOf("""Use("arn:")"""));
    }

    [Fact]
    public void A_label_of_an_unknown_kind_is_refused() => Assert.Throws<FormatException>(static () => Kind.Named("mising-encryption-context"));

    [Fact]
    public void A_rule_that_throws_is_told()
    {
        var (ended, lines) = Measure([new Throwing()], printFindings: false);

        Assert.False(ended);
        Assert.Contains(lines, static line => line.EndsWith("2 exceptions.", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("thrown by a rule", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sweep_compiles_a_folder_together_and_names_what_it_cost()
    {
        var output = new StringWriter();

        Assert.True(Sweep.Run([new DirectoryInfo(Folder.FullName + Path.DirectorySeparatorChar)], Calls, printFindings: true, warm: true, output));

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("2 files, 40 lines, 0 exceptions.", lines[^1]);
        // Together they are test code, whose findings are hidden.
        Assert.DoesNotContain(lines, static line => line.StartsWith("one.cs", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("| MissingEncryptionContext |", StringComparison.Ordinal) && line.EndsWith("% |", StringComparison.Ordinal));
    }

    private static (bool Ended, string[] Lines) Measure(ImmutableArray<DiagnosticAnalyzer> rules, bool printFindings)
    {
        var files = CorpusFile.Load(Folder, new FileInfo(Path.Combine(Folder.FullName, "index.tsv")));
        var judge = new Judge(Label.Load([new FileInfo(Path.Combine(Folder.FullName, "labels.tsv"))]));
        var output = new StringWriter();
        var ended = Measurement.Run(files, judge, rules, printFindings, output);
        return (ended, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

#pragma warning disable RS1001, RS1025, RS1026 // Not offered to any compiler.
    private sealed class Throwing : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Calls[0].SupportedDiagnostics;

        public override void Initialize(AnalysisContext context) =>
            context.RegisterCompilationAction(static _ => throw new NotSupportedException("thrown by a rule"));
    }
#pragma warning restore RS1001, RS1025, RS1026
}
