using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Benchmarks.Rules;

#pragma warning disable RS1001, RS1025, RS1026, RS0030 // Not offered to any compiler.
/// <summary>Listens to every call and creation, as the analyzers of every project do, and says nothing.</summary>
internal sealed class EmptyAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [new("EMPTY", "Never said", "", "", DiagnosticSeverity.Warning, isEnabledByDefault: true)];

    public override void Initialize(AnalysisContext context) =>
        context.RegisterOperationAction(static _ => { }, OperationKind.Invocation, OperationKind.ObjectCreation);
}
#pragma warning restore RS1001, RS1025, RS1026, RS0030
