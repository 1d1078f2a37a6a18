using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// The texts that a parameter may be: its default, and what its callers give, where the type around sees all of them (private methods
/// and constructors, local functions, constructors of private types) and each gives a text that is known.
/// </summary>
internal static class ParameterValues
{
    // A parameter is named often in a long method, and its callers stay the same.
    private static readonly ConditionalWeakTable<IParameterSymbol, string[]> Known = new();

    internal static IEnumerable<ConstantText> Of(IParameterReferenceOperation reference, StepBudget budget, int depth)
    {
        var parameter = reference.Parameter;
        if (parameter.Type.SpecialType != SpecialType.System_String || parameter.ContainingSymbol is not IMethodSymbol method
            || Helpers.UsesOf(parameter, reference.Body(), budget) is null)
            return [];
        var texts = new List<string>();
        if (parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: string text })
            texts.Add(text);
        if (IsSeenByItsType(method) && reference.SemanticModel is { } model)
            texts.AddRange(Known.GetValue(parameter, _ => Given(method, parameter.Ordinal, reference.Syntax, model, budget, depth)?.ToArray() ?? []));
        return texts.Distinct().Select(text => new ConstantText(text, reference, parameter));
    }

    private static bool IsSeenByItsType(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.LocalFunction } => true,
        { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } => true,
        { MethodKind: MethodKind.Constructor } => method.DeclaredAccessibility == Accessibility.Private || method.ContainingType.DeclaredAccessibility == Accessibility.Private,
        _ => false,
    };

    // Null where a caller gives what is not known, or where there may be callers that are not seen.
    private static List<string>? Given(IMethodSymbol method, int ordinal, SyntaxNode place, SemanticModel model, StepBudget budget, int depth)
    {
        if (place.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is not { } type || type.Modifiers.Any(SyntaxKind.PartialKeyword))
            return null;
        var texts = new List<string>();
        foreach (var node in NamesInType.Of(type, method.MethodKind == MethodKind.Constructor ? NamesInType.Creation : method.Name))
        {
            if (!budget.Spend())
                return null;
            var call = node is SimpleNameSyntax ? CallOf(node) : node;
            if (!Same(model.GetSymbolInfo(call ?? node).Symbol, method))
                continue;
            // Without a call it is a delegate, and what it is given is not seen.
            if (call is null || Arguments(model.GetOperation(call)) is not { } arguments
                || arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is not { } argument)
                return null;
            var given = ConstantValues.Of(argument.Value, budget, through: null, depth + 1).Select(static found => found.Text).ToArray();
            if (given.Length == 0)
                return null;
            texts.AddRange(given);
        }
        return texts;
    }

    private static InvocationExpressionSyntax? CallOf(SyntaxNode name)
    {
        var method = name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent : name;
        return method.Parent is InvocationExpressionSyntax call && call.Expression == method ? call : null;
    }

    private static IReadOnlyList<IArgumentOperation>? Arguments(IOperation? call) => call switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        _ => null,
    };

    private static bool Same(ISymbol? one, IMethodSymbol other) => SymbolEqualityComparer.Default.Equals(one?.OriginalDefinition, other.OriginalDefinition);
}
