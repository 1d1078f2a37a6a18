using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Calls as they are written, for where no symbol is known or none is needed yet.</summary>
internal static class CallSyntax
{
    /// <summary>The name of the method that is called, or null where this is no call by name.</summary>
    internal static SimpleNameSyntax? NameOf(SyntaxNode node) => (node as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    /// <summary>What is passed for the first parameter.</summary>
    internal static ExpressionSyntax? FirstArgument(SyntaxNode node) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } && arguments[0].NameColon is null ? arguments[0].Expression : null;
}
