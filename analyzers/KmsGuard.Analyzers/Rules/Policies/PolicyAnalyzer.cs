using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>The base of rules about one statement of a policy that the code writes.</summary>
public abstract class PolicyAnalyzer : KmsGuardAnalyzer
{
    private protected PolicyAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws)
    {
        start.RegisterOperationAction(
            context =>
            {
                foreach (var found in LiteralPolicies.In(context.Operation))
                    Analyze(context, aws, found);
            },
            OperationKind.Literal,
            OperationKind.Utf8String);
        start.RegisterOperationAction(
            context =>
            {
                if (ObjectPolicies.Of((IObjectCreationOperation)context.Operation, aws) is { } found)
                    Analyze(context, aws, found);
            },
            OperationKind.ObjectCreation);
    }

    private protected abstract void Analyze(OperationAnalysisContext context, AwsSdkContext aws, FoundStatement found);
}
