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
            if (IsMissing(call, side))
            {
                var facts = FixFacts.ToSet(call, side.Context, Neighbours(context, aws, call, side));
                Report(context, aws, Missing, call.Name, facts, call.Method, side.Context);
            }
        }
    }

    private static bool IsMissing(KmsCall call, EncryptionSide side) =>
        call.IsSymmetric(side) && call.Values(side.Context).All(static value => value.IsNull());

    // What a type encrypts it decrypts. The fix gives all of its calls the pair at once: with it on one side only, they would no longer fit.
    private static List<FixFacts.Lack> Neighbours(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call, EncryptionSide side)
    {
        var lacks = new List<FixFacts.Lack>();
        Add(call);
        foreach (var neighbour in NeighbouringCalls.Of(call, aws.Kms!, context.CancellationToken))
            Add(neighbour);
        return lacks;

        void Add(KmsCall one)
        {
            foreach (var other in one.Operation.Sides)
            {
                if ((one != call || other != side) && IsMissing(one, other))
                    lacks.Add(new FixFacts.Lack(one, other.Context));
            }
        }
    }
}
