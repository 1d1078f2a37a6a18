using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2005 to KMSG2014: how keys are made, named, shared and ended. One analyzer, so that a call is looked at once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyLife : KmsGuardAnalyzer
{
    private static readonly KeyRule[] Rules =
    [
        new AliasNaming(), new KeyWithoutTags(), new KeyWithoutRotation(), new KeyDeletion(), new ImportedMaterialDeletion(),
        new GrantWithoutEnd(), new GrantWithoutConstraints(), new ImportedMaterialWithoutExpiry(), new UnreadKeyPolicy(),
    ];

    /// <summary>Creates the rules.</summary>
    public KeyLife()
        : base([.. Rules.SelectMany(static rule => rule.Descriptors), LockoutSafety.Bypassed])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws)
    {
        if (aws.HasCdk)
            RegisterWhereMentioned(start, CdkKey.Words, context => CdkKey.Analyze(context, aws), OperationKind.ObjectCreation, OperationKind.Invocation);
        RegisterWhereNamed(
            start,
            aws,
            KeyOperation.Words,
            CallSyntax.Of,
            (context, kms) =>
            {
                if (context.Operation is not IInvocationOperation invocation || KmsCall.OfKeyOperation(invocation, kms) is not { } call)
                    return;
                foreach (var rule in Rules)
                {
                    if (rule.Operations.Contains(call.Operation))
                        rule.Analyze(context, aws, call);
                }
            });
        RegisterWhereNamed(start, aws, LockoutSafety.Words, CallSyntax.AssignmentTo, (context, kms) => LockoutSafety.Analyze(context, aws, kms));
    }
}
