using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2006: a key that nothing tells from others.</summary>
internal sealed class KeyWithoutTags() : KeyRule(ImmutableArray.Create(KeyOperation.CreateKey), Untagged)
{
    private static readonly DiagnosticDescriptor Untagged = Rule.Create(
        "KMSG2006",
        "Key without tags",
        "{0} makes a key without tags: say by Tags what it is for and whose it is",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "Tags say which data a key protects and who answers for it: costs are told apart, policies can be written over them, and an audit finds the key that is used for the wrong data.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (Lacks(call, "Tags") && !aws.Names("TagResource", context.CancellationToken))
            KmsGuardAnalyzer.Report(context, aws, Untagged, call.Name, FixFacts.ToSet(call, "Tags"), call.Method);
    }
}
