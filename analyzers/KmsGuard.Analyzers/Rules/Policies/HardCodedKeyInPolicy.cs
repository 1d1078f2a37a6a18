using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Policy.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>KMSG3003: a policy in the code that names a key by its ARN.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HardCodedKeyInPolicy : PolicyAnalyzer
{
    private static readonly DiagnosticDescriptor Arn = Rule.Create(
        "KMSG3003",
        "Hard-coded key ARN in a policy",
        "The key ARN '{0}' is hard-coded in a policy: pass in the ARN of the key that the policy is for; in a key's own policy \"*\" is that key",
        Rule.KmsPolicies,
        DiagnosticSeverity.Warning,
        "A key ARN in policy code ties it to one account, one Region and one key: in another environment the policy grants something else than the code means, and a replaced key is not covered.");

    /// <summary>Creates the rule.</summary>
    public HardCodedKeyInPolicy()
        : base(Arn)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, FoundStatement found)
    {
        foreach (var key in HardCodedKey.Find(found.Statement))
        {
            if (!found.Constants(key).Any(constant => IsReportedBefore(aws, constant.Symbol, constant.Value)))
                Report(context, aws, Arn, found.Place(key), key.Text.Replace(ConstantText.Hole, '*'));
        }
    }

    // A constant whose name says that it is a key has its finding where it is declared: KMSG2001.
    private static bool IsReportedBefore(AwsSdkContext aws, ISymbol symbol, string value) =>
        aws.HasSdk && !symbol.DeclaringSyntaxReferences.IsEmpty && KeyNames.Classify(value) == KeyName.Arn && KeyPlaces.IsNamedKey(aws, symbol);
}
