using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1014: a data key whose plaintext nobody looks at.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedPlaintext : KmsGuardAnalyzer
{
    private static readonly DiagnosticDescriptor Unused = Rule.Create(
        "KMSG1014",
        "Data key whose plaintext is never used",
        "Nothing uses the plaintext that {0} returns: call {1}, which does not send it",
        Rule.KmsCalls,
        DiagnosticSeverity.Info,
        "A plaintext key that is not asked for is not in memory, and who makes keys for others need not be allowed to see them.");

    /// <summary>Creates the rule.</summary>
    public UnusedPlaintext()
        : base(Unused)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
        RegisterWhereNamed(
            start,
            aws,
            KmsOperation.Words,
            CallSyntax.Of,
            (context, kms) =>
            {
                if (context.Operation is not IInvocationOperation { TargetMethod: var method } call)
                    return;
                if (!method.Name.StartsWith("GenerateDataKey", StringComparison.Ordinal) || kms.OperationOf(method) is not { Name: "GenerateDataKey" or "GenerateDataKeyPair" } operation
                    || kms.IsSharedInterface(method.ContainingType) || call.IsInExpressionTree() || !IsUnused(call, new StepBudget()))
                    return;
                var facts = KmsCall.Of(call, kms) is { } known ? FixFacts.OfRequests(known) : FixFacts.None;
                Report(
                    context, aws, Unused, (CallSyntax.NameOf(call.Syntax) ?? call.Syntax).GetLocation(), facts,
                    method.Name, operation.Name + "WithoutPlaintext" + method.Name.Substring(operation.Name.Length));
            });

    // Whether every use of the response is one of its other properties.
    private static bool IsUnused(IOperation response, StepBudget budget)
    {
        for (var user = response.Parent; budget.Spend(); user = user.Parent)
        {
            switch (user)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" }
                    or IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" } }:
                    break;
                case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return true;
                case IPropertyReferenceOperation property:
                    return IsOther(property);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return AreUnused(response, declarator.Symbol, budget);
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return AreUnused(response, target.Local, budget);
                default:
                    return false;
            }
        }
        return false;
    }

    private static bool AreUnused(IOperation within, ILocalSymbol local, StepBudget budget) =>
        BodyReferences.Around(within).To(local).All(reference => reference is IVariableDeclaratorOperation
            || reference.Parent is IAssignmentOperation assignment && assignment.Target == reference
            || reference.User() is IBinaryOperation or IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }
            || IsUnused(reference, budget));

    // What an enclave gets is encrypted for it alone, and the other operation does not make it.
    private static bool IsOther(IPropertyReferenceOperation property) =>
        property.Property.Name is not ("Plaintext" or "PrivateKeyPlaintext" or "CiphertextForRecipient");
}
