using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Benchmarks.Rules;

/// <summary>What each analyzer adds to the analysis of a program that calls KMS everywhere, beside one that listens to every call and says nothing.</summary>
public class RuleBenchmarks
{
    private readonly CSharpCompilation _clinic = Clinic.Compile();
    private readonly DiagnosticAnalyzer _empty = new EmptyAnalyzer();
    private DiagnosticAnalyzer _rule = null!;
    private int _expected;

    public static IEnumerable<string> Names => Clinic.Rules.Select(static rule => rule.GetType().Name);

    [ParamsSource(nameof(Names))]
    public string Rule { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _rule = Clinic.Rules.Single(rule => rule.GetType().Name == Rule);
        _expected = Clinic.Expected(_rule);
    }

    [Benchmark(Baseline = true)]
    public int Empty() => Clinic.Checked(Analyze(_empty), 0);

    [Benchmark]
    public int Analyzer() => Clinic.Checked(Analyze(_rule), _expected);

    // A clone has bound nothing yet, as in a build.
    private int Analyze(DiagnosticAnalyzer analyzer) =>
        _clinic.Clone().With(analyzer).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Length;
}
