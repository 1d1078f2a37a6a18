using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2012: a grant of cryptographic operations for whatever data.</summary>
internal sealed class GrantWithoutConstraints() : KeyRule(ImmutableArray.Create(KeyOperation.CreateGrant), Unconstrained)
{
    private static readonly DiagnosticDescriptor Unconstrained = Rule.Create(
        "KMSG2012",
        "Grant without encryption context constraints",
        "{0} grants {1} for whatever was or will be encrypted under the key: require its encryption context by Constraints",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "EncryptionContextSubset or EncryptionContextEquals limits a grant to the data whose encryption context has these pairs: a leaked grant then opens no other tenant's data.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (!Lacks(call, "Constraints"))
            return;
        // The operations that take an encryption context: only those can be constrained by one.
        var granted = call.Values("Operations").SelectMany(static value => ConstantValues.ElementNames(value, new StepBudget()))
            .Where(static name => KmsOperation.Named(name) is not null || name is "ReEncryptFrom" or "ReEncryptTo").Distinct().ToArray();
        if (granted.Length > 0)
            KmsGuardAnalyzer.Report(context, aws, Unconstrained, call.Name, call.Method, string.Join(", ", granted));
    }
}
