using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The base of rules about one KMS call whose request is known.</summary>
public abstract class KmsCallAnalyzer : KmsGuardAnalyzer
{
    private protected KmsCallAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
        RegisterWhereNamed(
            start,
            aws,
            KmsOperation.Words,
            CallSyntax.Of,
            (context, kms) =>
            {
                if (KmsCall.Of(context.Operation, kms) is { } call)
                    Analyze(context, aws, call);
            });

    private protected abstract void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call);
}
