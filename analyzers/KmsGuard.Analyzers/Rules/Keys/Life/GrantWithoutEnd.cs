using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2011: a grant that nobody is meant to end.</summary>
internal sealed class GrantWithoutEnd() : KeyRule(ImmutableArray.Create(KeyOperation.CreateGrant), Endless)
{
    private const string RetiringPrincipal = nameof(RetiringPrincipal);

    private static readonly DiagnosticDescriptor Endless = Rule.Create(
        "KMSG2011",
        "Grant that nobody retires",
        "{0} makes a grant without a RetiringPrincipal, and nothing here retires or revokes it: name who ends it",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "A grant holds until it is retired or revoked. Grants are for a time and a task; those that stay are permissions that no policy shows, and their number for a key is limited.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (Lacks(call, RetiringPrincipal) && call.Values("RetiringServicePrincipal").Count == 0
            && !NamedOperations.InTypeOf(call.Site.Syntax, "RetireGrant", "RevokeGrant"))
            KmsGuardAnalyzer.Report(context, aws, Endless, call.Name, FixFacts.ToSet(call, RetiringPrincipal), call.Method);
    }
}
