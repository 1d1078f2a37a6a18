using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>The other KMS calls of the outermost type around a call. Asked only where there is a finding.</summary>
internal static class NeighbouringCalls
{
    private const int MaxCalls = 32;

    internal static IEnumerable<KmsCall> Of(KmsCall call, AwsKmsContext kms, CancellationToken cancel)
    {
        var own = call.Invocation.Syntax;
        var type = own.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault();
        if (type is null || call.Invocation.SemanticModel is not { } model)
            return [];
        return type.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(other => other != own && KmsOperation.Named(Name(other.Expression)) is not null)
            .Take(MaxCalls)
            .Select(other => model.GetOperation(other, cancel) is IInvocationOperation invocation ? KmsCall.Of(invocation, kms) : null)
            .OfType<KmsCall>();
    }

    private static string Name(ExpressionSyntax method) => method switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}
