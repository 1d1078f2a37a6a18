using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2009: imported key material that is deleted at once.</summary>
internal sealed class ImportedMaterialDeletion() : KeyRule(ImmutableArray.Create(KeyOperation.DeleteImportedKeyMaterial), Deleted)
{
    private static readonly DiagnosticDescriptor Deleted = Rule.Create(
        "KMSG2009",
        "Imported key material that is deleted at once",
        "{0} acts at once and without a waiting period: make sure that the material can be imported again, or disable the key instead",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "Deleting imported key material makes everything that was encrypted under the key unreadable from that moment, until the very same material is imported again.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        // Whoever only passes a request on does not decide.
        if (call.Supports("KeyId"))
            KmsGuardAnalyzer.Report(context, aws, Deleted, call.Name, call.Method);
    }
}
