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

    /// <summary>The call of the method that is named here, or null where the name stands for something else.</summary>
    internal static SyntaxNode? Of(SyntaxToken name) =>
        ReferenceOf(name) is { Parent: InvocationExpressionSyntax call } reference && call.Expression == reference ? call : null;

    /// <summary>The whole reference to the member that is named here: <c>response.Plaintext</c>.</summary>
    internal static SyntaxNode? ReferenceOf(SyntaxToken name) => name.Parent switch
    {
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } member when access.Name == member => access,
        SimpleNameSyntax { Parent: MemberBindingExpressionSyntax binding } => binding,
        SimpleNameSyntax alone => alone,
        _ => null,
    };

    /// <summary>The assignment to the member that is named here.</summary>
    internal static SyntaxNode? AssignmentTo(SyntaxToken name) =>
        ReferenceOf(name) is { Parent: AssignmentExpressionSyntax assignment } reference && assignment.Left == reference ? assignment : null;

    /// <summary>What is passed for the first parameter.</summary>
    internal static ExpressionSyntax? FirstArgument(SyntaxNode node) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } && arguments[0].NameColon is null ? arguments[0].Expression : null;
}
