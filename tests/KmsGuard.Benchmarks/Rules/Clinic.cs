using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using KmsGuard.Analyzers;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Benchmarks.Rules;

/// <summary>samples/BadPractices as a program to analyse: the service that makes every mistake, several times over, each time in a namespace of its own.</summary>
internal static partial class Clinic
{
    internal const int Copies = 20;

    private static readonly string[] Sources = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "BadPractices"), "*.cs").Select(File.ReadAllText)];

    internal static readonly DiagnosticAnalyzer[] Rules =
        [.. typeof(KmsGuardAnalyzer).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(KmsGuardAnalyzer)) && !type.IsAbstract)
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    internal static CSharpCompilation Compile(params IEnumerable<SyntaxTree> others) =>
        CSharpCompilation.Create(
            "Clinic",
            [Parse("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;"),
                .. Enumerable.Range(0, Copies).SelectMany(copy => Sources.Select(source => Parse(Namespace().Replace(source, $"namespace BadPractices{copy};")))), .. others],
            [.. Framework.References, .. Aws.V4, MetadataReference.CreateFromFile(typeof(RecordEncryptor).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    internal static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source);

    internal static CompilationWithAnalyzers With(this Compilation compilation, params ImmutableArray<DiagnosticAnalyzer> rules) =>
        compilation.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), static (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false));

    /// <summary>How often the sample says that it expects these rules.</summary>
    internal static int Expected(DiagnosticAnalyzer rule)
    {
        var ids = rule.SupportedDiagnostics.Select(static one => one.Id).ToHashSet();
        return Copies * Sources.Sum(source => Expectation().Matches(source).Sum(comment => Id().Matches(comment.Value).Count(id => ids.Contains(id.Value))));
    }

    /// <summary>A benchmark that measures nothing is an error.</summary>
    internal static int Checked(int found, int expected) =>
        found == expected ? found : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{found} findings, {expected} expected."));

    [GeneratedRegex("^namespace .*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("// expect KMSG.*")]
    private static partial Regex Expectation();

    [GeneratedRegex(@"KMSG\d{4}")]
    private static partial Regex Id();
}
