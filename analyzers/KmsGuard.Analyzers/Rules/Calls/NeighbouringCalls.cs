using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The other KMS calls of the outermost type around a call. Asked only where there is a finding, and looked up once a type.</summary>
internal static class NeighbouringCalls
{
    private const int MaxCalls = 32;

    private static readonly ConditionalWeakTable<SemanticModel, ConcurrentDictionary<TypeDeclarationSyntax, KmsCall[]>> Known = new();

    internal static IEnumerable<KmsCall> Of(KmsCall call, AwsKmsContext kms, CancellationToken cancel)
    {
        var own = call.Site.Syntax;
        var type = own.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault();
        if (type is null || call.Site.SemanticModel is not { } model)
            return [];
        return Known.GetOrCreateValue(model).GetOrAdd(type, one => [.. In(one, model, kms, cancel)]).Where(other => other.Site.Syntax != own);
    }

    private static IEnumerable<KmsCall> In(TypeDeclarationSyntax type, SemanticModel model, AwsKmsContext kms, CancellationToken cancel) =>
        type.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(static call => CallSyntax.NameOf(call) is { } name && KmsOperation.Named(name.Identifier.ValueText) is not null)
            .Take(MaxCalls)
            .Select(call => model.GetOperation(call, cancel) is { } site ? KmsCall.Of(site, kms) : null)
            .OfType<KmsCall>();
}
