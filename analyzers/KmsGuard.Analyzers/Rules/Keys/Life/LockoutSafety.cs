using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2010: a key policy that KMS is told not to check. About the assignment, whichever request it is and wherever it is sent.</summary>
internal static class LockoutSafety
{
    internal const string Bypass = "BypassPolicyLockoutSafetyCheck";

    internal static readonly string[] Words = [Bypass];

    internal static readonly DiagnosticDescriptor Bypassed = Rule.Create(
        "KMSG2010",
        "Policy lockout safety check bypassed",
        Bypass + " lets {0} set a policy after which nobody may change the key's policy again: leave the check on",
        Rule.KmsKeys,
        DiagnosticSeverity.Warning,
        "KMS refuses a key policy that would keep its author from changing it again. Without that check a mistake makes the key unmanageable, and only AWS Support can help.");

    internal static void Analyze(OperationAnalysisContext context, AwsSdkContext aws, AwsKmsContext kms)
    {
        if (context.Operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: Bypass } property }, Value: var value }
            && value.Bare().ConstantValue is { HasValue: true, Value: true } && kms.Declares(property.ContainingType))
            KmsGuardAnalyzer.Report(context, aws, Bypassed, context.Operation.Syntax.GetLocation(), property.ContainingType.Name);
    }
}
