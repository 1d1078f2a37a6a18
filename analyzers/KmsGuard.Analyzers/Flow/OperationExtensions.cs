using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

internal static class OperationExtensions
{
    /// <summary>The value itself, without conversions and parentheses.</summary>
    internal static IOperation Bare(this IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>What uses the value, past conversions and parentheses.</summary>
    internal static IOperation? User(this IOperation operation)
    {
        var parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent;
    }

    /// <summary>The whole member body (or initialiser) that the operation is part of.</summary>
    internal static IOperation Body(this IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>Where a creation names its type, for what is about all of it; the whole where it does not.</summary>
    internal static SyntaxNode TypeName(this IObjectCreationOperation creation) => (creation.Syntax as ObjectCreationExpressionSyntax)?.Type ?? creation.Syntax;

    internal static bool IsNull(this IOperation operation) =>
        operation.Bare() is var bare && (bare is IDefaultValueOperation { Type.IsReferenceType: true } || bare.ConstantValue is { HasValue: true, Value: null });

    /// <summary>Whether the code is only described, not run: a lambda that becomes an expression tree, as mocking libraries take.</summary>
    internal static bool IsInExpressionTree(this IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation && parent.Parent is { Type: { Name: "Expression" } type }
                && type.ContainingNamespace.ToDisplayString() == "System.Linq.Expressions")
                return true;
        }
        return false;
    }
}
