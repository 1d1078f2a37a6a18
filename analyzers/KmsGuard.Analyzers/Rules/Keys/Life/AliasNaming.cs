using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2005: an alias whose name does not follow the scheme of its team.</summary>
internal sealed class AliasNaming() : KeyRule(ImmutableArray.Create(KeyOperation.CreateAlias, KeyOperation.UpdateAlias), Unfit)
{
    private static readonly DiagnosticDescriptor Unfit = Rule.Create(
        "KMSG2005",
        "Alias that does not follow the naming scheme",
        "The alias '{0}' does not match {1}: name the environment, the function and the team, or set kmsguard.alias_pattern to your own scheme",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "Aliases of one scheme tell whose key it is, what for and in which environment, in every log and bill, and configuration can be checked against them.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var name in call.Values("AliasName").SelectMany(static value => ConstantValues.Of(value, new StepBudget())))
        {
            // A part that is known at run time only may be just what is missing.
            if (!name.Text.StartsWith("alias/", StringComparison.Ordinal) || name.Text.IndexOf(ConstantText.Hole) >= 0)
                continue;
            var pattern = ConfigurationKey.AliasPattern.Value(context.Options, call.Site.Syntax.SyntaxTree);
            if (!ConfigurationKey.Matches(pattern, name.Text))
                KmsGuardAnalyzer.Report(context, aws, Unfit, call.Place(name.Place), name.Text, pattern);
        }
    }
}
