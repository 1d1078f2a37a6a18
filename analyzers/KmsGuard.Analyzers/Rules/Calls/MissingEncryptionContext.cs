using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1001: a symmetric call without an encryption context.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingEncryptionContext : KmsCallAnalyzer
{
    private static readonly DiagnosticDescriptor Missing = Rule.Create(
        "KMSG1001",
        "KMS call without an encryption context",
        "{0} sends no {1}: pass the pairs that say what the data belongs to, and the same pairs to decrypt",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "An encryption context binds a ciphertext to what it belongs to: without it, whoever may use the key can decrypt any ciphertext in the place of any other, and CloudTrail does not tell them apart.");

    /// <summary>Creates the rule.</summary>
    public MissingEncryptionContext()
        : base(Missing)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var side in call.Operation.Sides)
        {
            if (call.IsSymmetric(side) && call.Values(side.Context).All(static value => value.IsNull()))
                Report(context, aws, Missing, call.Name, FixFacts.ToSet(call, side.Context), call.Invocation.TargetMethod.Name, side.Context);
        }
    }
}
