using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators;

/// <summary>A rule that a model breaks, as a build says it.</summary>
internal static class RuleReport
{
    internal static Diagnostic Of(Problem problem) =>
        Diagnostic.Create(DescriptorOf(problem.Rule), Location.Create(problem.Place.Path, problem.Place.Span, problem.Place.Lines), problem.Message);

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
