using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1010 and KMSG1060: a plaintext data key that stays in memory.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DataKeyNotCleared : SecretAnalyzer
{
    private static readonly DiagnosticDescriptor NotCleared = Rule.Create(
        "KMSG1010",
        "Plaintext data key that is never cleared",
        "{0} a plaintext data key that nothing clears: clear it with {1} in a finally block as soon as it has been used",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "A plaintext data key decrypts everything that it encrypted. As long as it is in memory, a dump, a swap file or a flaw that discloses memory gives it away.");

    private static readonly DiagnosticDescriptor Kept = Rule.Create(
        "KMSG1060",
        "Plaintext data key that is kept",
        "The plaintext data key is {0}: whoever holds it must clear it as soon as it has been used",
        Rule.KmsCalls,
        DiagnosticSeverity.Info,
        "A plaintext data key that is returned or kept lives as long as its last holder, and nothing visible here ends that.");

    /// <summary>Creates the rules.</summary>
    public DataKeyNotCleared()
        : base(NotCleared, Kept)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, SecretSource source, SecretFlow flow, bool isKey)
    {
        if (!isKey || flow.Callers.Count > 0 || flow.Uses.Exists(static use => use.Kind == SecretUseKind.Cleared))
            return;
        if (flow.Uses.Find(SecretLife.IsKept) is { } kept)
        {
            if (kept.Kind == SecretUseKind.Returned || !SecretLife.IsClearedIn(source.Value.Syntax))
                Report(context, aws, Kept, source.Value.Syntax.GetLocation(), SecretLife.Describe(kept));
        }
        else if (!flow.Uses.Exists(SecretLife.IsUnknown))
        {
            var clear = context.Compilation.GetTypeByMetadataName("System.Security.Cryptography.CryptographicOperations") is null
                ? "Array.Clear" : "CryptographicOperations.ZeroMemory";
            if (flow.Holders.Count > 0)
                Report(context, aws, NotCleared, flow.Holders[0].Locations[0], $"'{flow.Holders[0].Name}' holds", clear);
            // A key that is made a string at once: KMSG1011 says it all.
            else if (flow.Copies.Count > 0 && !flow.Uses.Exists(static use => use.Kind == SecretUseKind.Encoded))
                Report(context, aws, NotCleared, flow.Copies[0].Syntax.GetLocation(), "This is", clear);
        }
    }
}
