using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>What one rule says of a call that makes, names, shares, changes or ends a key. <see cref="KeyLife"/> asks all of them.</summary>
internal abstract class KeyRule(ImmutableArray<KeyOperation> operations, params DiagnosticDescriptor[] descriptors)
{
    /// <summary>The operations that the rule is about.</summary>
    internal ImmutableArray<KeyOperation> Operations { get; } = operations;

    internal ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(descriptors);

    internal abstract void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call);

    /// <summary>Whether the call's request is known, has this property in this version of the SDK, and does not set it.</summary>
    private protected static bool Lacks(KmsCall call, string property) =>
        call.Supports(property) && call.Values(property).All(static value => value.IsNull());
}
