using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Methods, properties and local functions of the compilation that make, fill or take what is followed. One level only.</summary>
internal static class Helpers
{
    // The bodies of helpers in other files than their callers.
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxNode, StrongBox<IOperation?>>> Elsewhere = new();

    /// <summary>The body that a call runs, or null where that is not certain.</summary>
    internal static IOperation? BodyOf(IInvocationOperation call) =>
        call is { IsVirtual: false, TargetMethod: var method } && call.SemanticModel is { } model ? BodyOf((method.ReducedFrom ?? method).OriginalDefinition, model) : null;

    /// <summary>The body of a property that computes its value anew each time, or null.</summary>
    internal static IOperation? BodyOf(IPropertyReferenceOperation property) =>
        property is { Property: { IsVirtual: false, IsOverride: false, IsAbstract: false, IsIndexer: false, SetMethod: null, GetMethod: { } getter }, SemanticModel: { } model }
            ? BodyOf(getter.OriginalDefinition, model) : null;

    /// <summary>Everything that a body returns; not what functions in it return.</summary>
    internal static IEnumerable<IOperation> Returned(IOperation body) => Own(body)
        .OfType<IReturnOperation>().Where(static one => one is { Kind: OperationKind.Return, ReturnedValue: not null }).Select(static one => one.ReturnedValue!);

    /// <summary>Every use of a parameter in a body, or null where the body gives it another value.</summary>
    internal static IReadOnlyList<IOperation>? UsesOf(IParameterSymbol parameter, IOperation body, StepBudget budget)
    {
        if (parameter.RefKind != RefKind.None)
            return null;
        var uses = new List<IOperation>();
        foreach (var reference in BodyReferences.Around(body).To(parameter))
        {
            if (!budget.Spend()
                || reference.Parent is IAssignmentOperation assignment && assignment.Target == reference
                || reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } or ITupleOperation or IAddressOfOperation)
                return null;
            uses.Add(reference);
        }
        return uses;
    }

    private static IOperation? BodyOf(IMethodSymbol method, SemanticModel model)
    {
        // Who overrides or implements it is not known here.
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsPartialDefinition || method.DeclaringSyntaxReferences is not { Length: 1 } declarations)
            return null;
        var declaration = declarations[0].GetSyntax();
        if (declaration is not (MethodDeclarationSyntax { Body: not null } or MethodDeclarationSyntax { ExpressionBody: not null } or LocalFunctionStatementSyntax
            or ArrowExpressionClauseSyntax or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null }))
            return null;
        return declaration.SyntaxTree == model.SyntaxTree
            ? model.GetOperation(declaration) : Elsewhere.GetOrCreateValue(model.Compilation).GetOrAdd(declaration, one => new StrongBox<IOperation?>(Bind(one, model.Compilation))).Value;
    }

    private static IOperation? Bind(SyntaxNode declaration, Compilation compilation)
    {
#pragma warning disable RS1030 // Only for a helper of a KMS call that stands in another file: there are few, and each is bound alone, once.
        return compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(declaration);
#pragma warning restore RS1030
    }

    private static IEnumerable<IOperation> Own(IOperation body)
    {
        var open = new Stack<IOperation>([body]);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations.Where(static child => child is not (IAnonymousFunctionOperation or ILocalFunctionOperation)).Reverse())
                open.Push(child);
        }
    }
}
