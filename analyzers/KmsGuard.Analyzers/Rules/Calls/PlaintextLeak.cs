using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1011: plaintext of KMS where others read it, or in a string that nobody can clear.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PlaintextLeak : SecretAnalyzer
{
    private static readonly DiagnosticDescriptor Leak = Rule.Create(
        "KMSG1011",
        "Plaintext key or decrypted data that leaks",
        "{0} reaches {1}: {2}",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "Logs, consoles and exceptions are stored and read by people and systems that may not decrypt; a string cannot be cleared, and stays in memory until it is collected and overwritten.");

    /// <summary>Creates the rule.</summary>
    public PlaintextLeak()
        : base(Leak)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, SecretSource source, SecretFlow flow, bool isKey)
    {
        var what = isKey ? "A plaintext data key" : "Decrypted data";
        foreach (var use in flow.Uses)
        {
            // The digits of a key are reported where they are made, wherever they go. Those of data are how bytes travel.
            if (use.Kind == SecretUseKind.Encoded && isKey)
                Report(context, aws, Leak, Place(use), what, "a string", "keep keys as bytes, and clear them after use");
            else if ((use.Form != SecretForm.Encoded || !isKey) && SecretSinks.Of(use) is { } sink)
                Report(context, aws, Leak, Place(use), what, sink, "write what identifies it instead");
        }
    }

    // What a helper does with it is found at its call: others may give it what is no secret.
    private static Location Place(SecretUse use) => (use.Call ?? use.Value).Syntax.GetLocation();
}
