using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The other KMS calls of the outermost type around a call. Asked only where there is a finding.</summary>
internal static class NeighbouringCalls
{
    private const int MaxCalls = 32;

    internal static IEnumerable<KmsCall> Of(KmsCall call, AwsKmsContext kms, CancellationToken cancel)
    {
        var own = call.Site.Syntax;
        var type = own.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault();
        if (type is null || call.Site.SemanticModel is not { } model)
            return [];
        return type.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(other => other != own && CallSyntax.NameOf(other) is { } name && KmsOperation.Named(name.Identifier.ValueText) is not null)
            .Take(MaxCalls)
            .Select(other => model.GetOperation(other, cancel) is { } site ? KmsCall.Of(site, kms) : null)
            .OfType<KmsCall>();
    }
}
