using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The base of rules about where plaintext goes that KMS handed out.</summary>
public abstract class SecretAnalyzer : KmsGuardAnalyzer
{
    private protected SecretAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
        RegisterWhereNamed(
            start,
            aws,
            SecretSource.Words,
            SecretSource.PlaceOf,
            (context, kms) =>
            {
                if (SecretSource.Of(context.Operation, kms) is { } source && !source.Value.IsInExpressionTree())
                    Follow(context, aws, source, isKey: false);
            });

    /// <summary>Looks at one secret and all that is done with it.</summary>
    private protected abstract void Analyze(OperationAnalysisContext context, AwsSdkContext aws, SecretSource source, SecretFlow flow, bool isKey);

    // Where a private method only fetches it, each of its callers is looked at, too.
    private void Follow(OperationAnalysisContext context, AwsSdkContext aws, SecretSource source, bool isKey)
    {
        var flow = SecretFlow.Of(source);
        if (!flow.IsWhole)
            return;
        isKey = isKey || SecretLife.IsKey(source, flow);
        Analyze(context, aws, source, flow, isKey);
        foreach (var caller in flow.Callers)
            Follow(context, aws, caller, isKey);
    }
}
