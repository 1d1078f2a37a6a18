using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1008: a decryption that lets the ciphertext choose the key.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DecryptWithoutKeyId : KmsCallAnalyzer
{
    private const string KeyId = nameof(KeyId);

    private static readonly DiagnosticDescriptor Unpinned = Rule.Create(
        "KMSG1008",
        "Decrypt without a key id",
        "{0} accepts a ciphertext under any key that the caller may use: set KeyId to the key that must have encrypted it",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "A symmetric ciphertext names its own key. Without KeyId, KMS uses whatever key that is, so who can replace the ciphertext chooses the key; with KeyId, KMS refuses every other one.");

    /// <summary>Creates the rule.</summary>
    public DecryptWithoutKeyId()
        : base(Unpinned)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        // An asymmetric decryption cannot do without; old versions of the SDK cannot do with.
        if (call.Operation == KmsOperation.Decrypt && call.Supports(KeyId) && call.IsSymmetric(call.Operation.Sides[0])
            && call.Values(KeyId).All(static value => value.IsNull()))
            Report(context, aws, Unpinned, call.Name, FixFacts.ToSet(call, KeyId), call.Method);
    }
}
