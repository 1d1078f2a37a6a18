using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators;

/// <summary>Reports the rules that a model breaks, in every build.</summary>
internal static class RuleReport
{
    internal static void Report(SourceProductionContext output, EquatableArray<Problem> problems)
    {
        foreach (var problem in problems)
        {
            if (problem.Rule is { } rule)
                output.ReportDiagnostic(Diagnostic.Create(DescriptorOf(rule), Location.Create(problem.Path, problem.Span, problem.Lines), problem.Message));
        }
    }

    /// <summary>The rule as a fact: it may be switched off as advice, but what was not generated stays missing.</summary>
    private static DiagnosticDescriptor DescriptorOf(string rule) => new(
        rule,
        ModelRules.TitleOf(rule),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: null,
        helpLinkUri: KmsGuard.Analyzers.Rule.Pages + rule + ".md",
        WellKnownDiagnosticTags.NotConfigurable);
}
