using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Private methods and local functions that make or fill what their caller sends.</summary>
internal static class Helpers
{
    /// <summary>The body of the helper that is called, or null where it is not certain what runs.</summary>
    internal static IOperation? BodyOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method is not ({ DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } or { MethodKind: MethodKind.LocalFunction })
            || method.DeclaringSyntaxReferences is not { Length: 1 } declarations || declarations[0].SyntaxTree != call.Syntax.SyntaxTree)
            return null;
        return declarations[0].GetSyntax() is MethodDeclarationSyntax { Body: not null } or MethodDeclarationSyntax { ExpressionBody: not null } or LocalFunctionStatementSyntax
            ? call.SemanticModel?.GetOperation(declarations[0].GetSyntax()) : null;
    }

    /// <summary>Everything that a body returns; not what functions in it return.</summary>
    internal static IEnumerable<IOperation> Returned(IOperation body) => Own(body)
        .OfType<IReturnOperation>().Where(static one => one is { Kind: OperationKind.Return, ReturnedValue: not null }).Select(static one => one.ReturnedValue!);

    /// <summary>Every use of a parameter in a body, or null where the body gives it another value.</summary>
    internal static IReadOnlyList<IOperation>? UsesOf(IParameterSymbol parameter, IOperation body, StepBudget budget)
    {
        if (parameter.RefKind != RefKind.None)
            return null;
        var uses = new List<IOperation>();
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (!budget.Spend())
                return null;
            if (operation is not IParameterReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
                continue;
            if (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference
                || reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } or ITupleOperation or IAddressOfOperation)
                return null;
            uses.Add(reference);
        }
        return uses;
    }

    private static IEnumerable<IOperation> Own(IOperation operation)
    {
        yield return operation;
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            foreach (var own in Own(child))
                yield return own;
        }
    }
}
