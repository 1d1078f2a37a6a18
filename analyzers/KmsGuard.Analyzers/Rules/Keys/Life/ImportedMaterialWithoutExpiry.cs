using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2013: imported key material that stays until somebody deletes it.</summary>
internal sealed class ImportedMaterialWithoutExpiry() : KeyRule(ImmutableArray.Create(KeyOperation.ImportKeyMaterial), Endless)
{
    private static readonly DiagnosticDescriptor Endless = Rule.Create(
        "KMSG2013",
        "Imported key material that never expires",
        "{0} imports key material that never expires: set ValidTo, and KMS deletes it then",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "Expiry is what imported key material is for: KMS deletes it by itself at the time that its owner set, and the copy outside of AWS is what can bring it back.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var value in call.Values("ExpirationModel"))
        {
            if (ConstantValues.NameOf(value) == "KEY_MATERIAL_DOES_NOT_EXPIRE")
                KmsGuardAnalyzer.Report(context, aws, Endless, call.Place(value), call.Method);
        }
    }
}
