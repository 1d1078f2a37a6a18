using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Configuration;

/// <summary>KMSG0001: a key or value of <c>.editorconfig</c> that no rule knows, and that therefore changes nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InvalidConfiguration : KmsGuardAnalyzer
{
    private static readonly DiagnosticDescriptor Invalid = Rule.Create(
        "KMSG0001",
        "Configuration that the rules do not know",
        "'{0} = {1}' in .editorconfig has no effect: {2} (" + Rule.Pages + "KMSG0001.md)",
        Rule.KmsConfiguration,
        DiagnosticSeverity.Warning,
        "A key or value that is not known is read as if it were not there, so the rules do something other than what the file says.",
        WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>Creates the rule.</summary>
    public InvalidConfiguration()
        : base(Invalid)
    {
    }

    // The one rule that speaks at the end: what is wrong is in no source file, and is to be said once.
#pragma warning disable RS1013 // The base asks at the start whether the compilation is any of our business.
    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
#pragma warning restore RS1013
        start.RegisterCompilationEndAction(static end =>
        {
            var provider = end.Options.AnalyzerConfigOptionsProvider;
            var found = new SortedDictionary<string, Diagnostic>(StringComparer.Ordinal);
            Collect(provider.GlobalOptions, found);
            foreach (var tree in end.Compilation.SyntaxTrees)
            {
                end.CancellationToken.ThrowIfCancellationRequested();
                Collect(provider.GetOptions(tree), found);
            }
            foreach (var finding in found.Values)
                end.ReportDiagnostic(finding);
        });

    private static void Collect(AnalyzerConfigOptions options, SortedDictionary<string, Diagnostic> found)
    {
        foreach (var name in options.Keys)
        {
            if (!name.StartsWith(ConfigurationKey.Prefix, StringComparison.OrdinalIgnoreCase) || !options.TryGetValue(name, out var value))
                continue;
            var key = ConfigurationKey.All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (key is null)
                found[name] = Finding(name, value, "there is no such key; the keys are " + string.Join(", ", ConfigurationKey.All.Select(static known => known.Name)));
            else if (!key.Allows(value))
                found[name + '=' + value] = Finding(name, value, key.IsPattern ? "the value is a regular expression" : "the values are " + string.Join(", ", key.Values));
        }
    }

    private static Diagnostic Finding(string key, string value, string mend) => Diagnostic.Create(Invalid, Location.None, key, value, mend);
}
