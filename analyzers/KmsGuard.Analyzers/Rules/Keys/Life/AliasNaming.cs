using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2005: an alias whose name does not follow the scheme of its team.</summary>
internal sealed class AliasNaming() : KeyRule(ImmutableArray.Create(KeyOperation.CreateAlias, KeyOperation.UpdateAlias), Unfit)
{
    private const string Prefix = "alias/";

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
            if (name.Text.StartsWith(Prefix, StringComparison.Ordinal))
                Check(context, aws, name.Text, call.Place(name.Place));
        }
    }

    /// <summary>The same of an alias that the CDK makes, which adds the prefix where it is missing.</summary>
    internal static void OfCdk(OperationAnalysisContext context, AwsSdkContext aws, IOperation value)
    {
        foreach (var name in ConstantValues.Of(value, new StepBudget()))
        {
            var place = name.Place.Syntax.SyntaxTree == value.Syntax.SyntaxTree ? name.Place : value;
            Check(context, aws, name.Text.StartsWith(Prefix, StringComparison.Ordinal) ? name.Text : Prefix + name.Text, place.Syntax.GetLocation());
        }
    }

    private static void Check(OperationAnalysisContext context, AwsSdkContext aws, string name, Location place)
    {
        // A part that is known at run time only may be just what is missing.
        if (name.IndexOf(ConstantText.Hole) >= 0)
            return;
        var pattern = ConfigurationKey.AliasPattern.Value(context.Options, context.Operation.Syntax.SyntaxTree);
        if (!ConfigurationKey.Matches(pattern, name))
            KmsGuardAnalyzer.Report(context, aws, Unfit, place, name, pattern);
    }
}
