using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1003, KMSG1053 and KMSG1004: what a pair of an encryption context must not be: secret, or never the same again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContextContents : KmsCallAnalyzer
{
    private static readonly DiagnosticDescriptor Secret = Rule.Create(
        "KMSG1003",
        "Secret in the encryption context",
        "'{0}' holds secret or personal data, and the encryption context is readable in CloudTrail: pass what identifies the record instead",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "The encryption context is authenticated and not encrypted: it is written in plain text into the logs of every call, and into whatever the logs are copied to.");

    private static readonly DiagnosticDescriptor NamedSecret = Rule.Create(
        "KMSG1053",
        "Encryption context that looks like personal data",
        "'{0}' looks like secret or personal data, and the encryption context is readable in CloudTrail: pass what identifies the record instead",
        Rule.KmsCalls,
        DiagnosticSeverity.Info,
        "The encryption context is authenticated and not encrypted: it is written in plain text into the logs of every call, and into whatever the logs are copied to.");

    private static readonly DiagnosticDescriptor Volatile = Rule.Create(
        "KMSG1004",
        "Encryption context that cannot be reproduced",
        "{0} is new each time and kept nowhere, so no decryption can pass the same encryption context: use what is known when the data is read, or store the value with it",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "KMS decrypts only with exactly the pairs that it encrypted with. A time or a random value that is in the context alone is lost, and what was encrypted with it can never be read.");

    /// <summary>Creates the rules.</summary>
    public ContextContents()
        : base(Secret, NamedSecret, Volatile)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var side in call.Operation.Sides)
        {
            var values = call.Values(side.Context);
            foreach (var value in values)
            {
                if (ContextFlow.Of(value, new StepBudget()) is not { } flow)
                    continue;
                foreach (var (key, content) in flow.Pairs)
                {
                    if (PersonalData.IsSecret(content) is { } secret)
                        Report(context, aws, Secret, call.Place(content), secret.Name);
                    else if (PersonalData.NameOf(key, content) is { } name)
                        Report(context, aws, NamedSecret, call.Place(content), name);
                    // Where others can see the context, they can keep it.
                    if (values.Count == 1 && flow.IsWhole && VolatileValues.Of(content) is { } source)
                        Report(context, aws, Volatile, call.Place(content), source);
                }
            }
        }
    }
}
