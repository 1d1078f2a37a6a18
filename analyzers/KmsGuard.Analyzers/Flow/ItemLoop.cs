using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// What runs once for each item: the body of a loop, a lambda that LINQ or Parallel runs for each item, a query. By syntax, so that
/// code with missing types is understood, too.
/// </summary>
internal sealed class ItemLoop
{
    private static readonly string[] ItemMethods =
        ["Select", "SelectMany", "ForEach", "ForEachAsync", "ConvertAll", "SelectAwait", "SelectAwaitWithCancellation", "ForAsync", "For"];

    // Loops over these are over places or tries, not over data.
    private static readonly string[] NoItems =
        ["region", "regions", "endpoint", "endpoints", "replica", "replicas", "attempt", "attempts", "retry", "retries", "tries", "page", "pages", "kek", "keks", "keyring", "keyrings"];

    private readonly HashSet<string> derived;
    private readonly SyntaxNode body;
    private readonly bool isFunction;

    private ItemLoop(SyntaxNode body, string item, IEnumerable<string> variables, string source, bool isFunction = false)
    {
        this.body = body;
        this.isFunction = isFunction;
        Item = item;
        Source = source;
        derived = [.. variables];
        // In the order of the code: what is made of an item is of that item.
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer.Value: var value } local when Depends(value):
                    derived.Add(local.Identifier.ValueText);
                    break;
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Right: var value } when Depends(value):
                    derived.Add(target.Identifier.ValueText);
                    break;
                case ForEachStatementSyntax inner when Depends(inner.Expression):
                    derived.Add(inner.Identifier.ValueText);
                    break;
            }
        }
    }

    /// <summary>What the code calls an item.</summary>
    internal string Item { get; }

    private string Source { get; }

    /// <summary>The loops around a node in the same member, the innermost first.</summary>
    internal static IEnumerable<ItemLoop> Around(SyntaxNode node)
    {
        for (var place = node; place.Parent is { } parent && place is not MemberDeclarationSyntax and not LocalFunctionStatementSyntax; place = parent)
        {
            var loop = (parent, place) switch
            {
                (ForEachStatementSyntax each, StatementSyntax body) => new ItemLoop(body, each.Identifier.ValueText, [each.Identifier.ValueText], $"{each.Type} {each.Expression}"),
                (ForEachVariableStatementSyntax each, StatementSyntax body) => OfVariables(body, Names(each.Variable), each.Expression.ToString()),
                (ForStatementSyntax { Declaration.Variables: var variables } counted, StatementSyntax body) =>
                    OfVariables(body, variables.Select(static one => one.Identifier.ValueText), counted.Condition?.ToString() ?? ""),
                (WhileStatementSyntax { Condition: var condition }, StatementSyntax body) when Names(condition).Any() => OfVariables(body, Names(condition), condition.ToString()),
                (ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }, AnonymousFunctionExpressionSyntax function) => OfFunction(call, function),
                (SelectClauseSyntax { Parent: QueryBodySyntax { Parent: QueryExpressionSyntax { FromClause: var from } } }, ExpressionSyntax body) =>
                    new ItemLoop(body, from.Identifier.ValueText, [from.Identifier.ValueText], from.Expression.ToString()),
                _ => null,
            };
            if (loop is not null)
                yield return loop;
        }
    }

    /// <summary>The loop that a method is given to by its name: <c>items.Select(EncryptAsync)</c>.</summary>
    internal static string? ItemOfGroup(SimpleNameSyntax method) =>
        (method.Parent is MemberAccessExpressionSyntax access && access.Name == method ? access : (SyntaxNode)method) is
        { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax items } call } }
        && IsItemMethod(call) && !SpeaksOfPlaces(items.Expression.ToString()) ? "item of " + items.Expression : null;

    /// <summary>Whether an expression names an item, or what is made of one.</summary>
    internal bool Depends(SyntaxNode expression) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => derived.Contains(name.Identifier.ValueText));

    /// <summary>Whether it goes on to the next item after a call. A loop that ends with the first success tries places, one after the other.</summary>
    internal bool GoesOnAfter(SyntaxNode call) => !SpeaksOfPlaces($"{Item} {Source}") && !Ends(call);

    // What a lambda returns, its caller collects. In a loop "return await kms..." ends it, and what comes behind the call may.
    private bool Ends(SyntaxNode call) => !isFunction
        && (call.Ancestors().TakeWhile(parent => parent != body).Any(static parent => parent is ReturnStatementSyntax)
            || body.DescendantNodes(static node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax)
                .Any(node => node is ReturnStatementSyntax or BreakStatementSyntax && node.SpanStart > call.SpanStart && EndsThis(node)));

    // Giving up in a catch is no success; the end of an inner loop or switch is not the end of this one.
    private bool EndsThis(SyntaxNode exit) => !exit.Ancestors().TakeWhile(parent => parent != body).Any(parent => parent is CatchClauseSyntax
        || exit is BreakStatementSyntax && parent is SwitchStatementSyntax or ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax);

    private static ItemLoop? OfFunction(InvocationExpressionSyntax call, AnonymousFunctionExpressionSyntax function)
    {
        var parameters = function switch
        {
            SimpleLambdaExpressionSyntax simple => [simple.Parameter.Identifier.ValueText],
            ParenthesizedLambdaExpressionSyntax several => several.ParameterList.Parameters.Select(static one => one.Identifier.ValueText).ToArray(),
            _ => [],
        };
        return parameters.Length > 0 && IsItemMethod(call)
            ? new ItemLoop(function.Body, parameters[0], parameters, $"{call.Expression} {(call.ArgumentList.Arguments[0].Expression == function ? null : call.ArgumentList.Arguments[0])}", isFunction: true)
            : null;
    }

    private static ItemLoop? OfVariables(StatementSyntax body, IEnumerable<string> variables, string source)
    {
        var names = variables.ToArray();
        return names.Length == 0 ? null : new ItemLoop(body, names[0], names, source);
    }

    private static bool IsItemMethod(InvocationExpressionSyntax call) =>
        CallSyntax.NameOf(call) is { } name && Array.IndexOf(ItemMethods, name.Identifier.ValueText) >= 0;

    // "out var item" of a condition, and what a deconstruction declares.
    private static IEnumerable<string> Names(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Select(static one => one.Identifier.ValueText);

    private static bool SpeaksOfPlaces(string names) => NameWords.In(names).Any(static word => NoItems.Contains(word, StringComparer.OrdinalIgnoreCase));
}
