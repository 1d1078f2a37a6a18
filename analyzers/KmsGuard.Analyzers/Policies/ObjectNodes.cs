using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>
/// Reads objects that will be serialized as the JSON that they become: anonymous objects, dictionaries, lists, arrays and texts.
/// What is only known at run time is a hole.
/// </summary>
internal sealed class ObjectNodes
{
    private const int MaxDepth = 16;

    private readonly Dictionary<JsonNode, SyntaxNode> places = [];
    private readonly Dictionary<JsonNode, (ISymbol Symbol, string Value)> constants = [];

    internal StepBudget Budget { get; } = new();

    /// <summary>Where a value is written; the given place for one that nothing in particular wrote.</summary>
    internal Location Place(JsonNode? node, SyntaxNode otherwise) =>
        (node is not null && places.TryGetValue(node, out var place) ? place : otherwise).GetLocation();

    /// <summary>What wrote a value.</summary>
    internal SyntaxNode Written(JsonNode node) => places[node];

    /// <summary>The constant that a value comes from.</summary>
    internal IEnumerable<(ISymbol Symbol, string Value)> Constants(JsonNode? node) =>
        node is not null && constants.TryGetValue(node, out var constant) ? [constant] : [];

    internal JsonNode Of(IOperation value) => Of(value, depth: 0);

    /// <summary>A text as the name of a member or as a value.</summary>
    internal JsonNode Text(string text, SyntaxNode place) => Add(new JsonNode(JsonKind.Text, 0) { Text = text, HasHole = text.Contains(JsonReader.Hole) }, place);

    internal JsonNode Hole(SyntaxNode place) => Add(new JsonNode(JsonKind.Unknown, 0) { HasHole = true }, place);

    internal JsonNode Add(JsonNode node, SyntaxNode place)
    {
        places[node] = place;
        return node;
    }

    /// <summary>A list of what is written in an array, a list or a collection expression.</summary>
    internal JsonNode Array(IEnumerable<IOperation?> elements, SyntaxNode place, int depth = 0)
    {
        var array = Add(new JsonNode(JsonKind.Array, 0), place);
        foreach (var element in elements)
            AddElement(array, element, depth);
        return array;
    }

    /// <summary>The elements of an array, a list or a collection expression; null where they are not written here.</summary>
    internal static IEnumerable<IOperation?>? Elements(IOperation list)
    {
        list = list.Bare();
        return list switch
        {
            IArrayCreationOperation { Initializer: { } array } => array.ElementValues,
            IArrayCreationOperation { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: 0 } }] } => [],
            IObjectCreationOperation { Type.Name: "List" or "HashSet", Initializer: { } added } => added.Initializers.Select(static one => one is IInvocationOperation { Arguments: [var only] } ? only.Value : null),
            // Collection expressions have no operation of their own in the oldest compiler that must be served.
            { Syntax: CollectionExpressionSyntax expression, SemanticModel: { } model } =>
                expression.Elements.Select(element => element is ExpressionElementSyntax { Expression: var value } ? model.GetOperation(value) : null),
            _ => null,
        };
    }

    private JsonNode Of(IOperation value, int depth)
    {
        value = value.Bare();
        if (depth == MaxDepth || !Budget.Spend())
            return Hole(value.Syntax);
        switch (value)
        {
            case IAnonymousObjectCreationOperation created:
                return OfMembers(created.Initializers.Select(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } assignment
                    ? (target.Property.Name, assignment.Syntax is AnonymousObjectMemberDeclaratorSyntax { NameEquals.Name: { } written } ? written : assignment.Value.Syntax, assignment.Value) : default), value.Syntax, depth);
            case IObjectCreationOperation { Initializer: { } initializer } created when IsMap(created.Type):
                return OfMembers(initializer.Initializers.Select(Pair), value.Syntax, depth);
            case IObjectCreationOperation { Type.Name: "JsonArray", Arguments: [{ Value: var items }] } when Elements(items) is { } written:
                return Array(written, value.Syntax, depth + 1);
            case { ConstantValue: { HasValue: true, Value: bool or int } constant }:
                return Add(new JsonNode(JsonKind.Literal, 0) { Text = constant.Value is bool truth ? truth ? "true" : "false" : constant.Value!.ToString() }, value.Syntax);
            case ILocalReferenceOperation local when local.Type?.SpecialType != SpecialType.System_String && Written(local) is { } written:
                return Of(written, depth + 1);
        }
        if (Elements(value) is { } elements)
            return Array(elements, value.Syntax, depth + 1);
        return Texts(value) is [{ } only] ? only : Hole(value.Syntax);
    }

    private void AddElement(JsonNode array, IOperation? element, int depth)
    {
        if (element is null)
        {
            array.HasHole = true;
            return;
        }
        var texts = Texts(element);
        foreach (var text in texts)
            array.Add(text);
        // Each of several is possible, and none is certain.
        array.HasHole |= texts.Length > 1 || element.Bare() is ICoalesceOperation or IConditionalOperation or ISwitchExpressionOperation;
        if (texts.Length > 0)
            return;
        var item = Of(element, depth + 1);
        array.Add(item);
        array.HasHole |= item is { Kind: JsonKind.Unknown, HasHole: true };
    }

    private JsonNode[] Texts(IOperation value)
    {
        if (value.Bare().Type is { SpecialType: not SpecialType.System_String })
            return [];
        return [.. ConstantValues.Of(value, Budget).Select(text =>
        {
            var node = Text(text.Text, text.Place.Syntax);
            if (text.Through is { } symbol)
                constants[node] = (symbol, text.Text);
            return node;
        })];
    }

    private JsonNode OfMembers(IEnumerable<(string? Name, SyntaxNode Place, IOperation Value)> members, SyntaxNode place, int depth)
    {
        var node = Add(new JsonNode(JsonKind.Object, 0), place);
        foreach (var (name, written, value) in members)
        {
            if (name is null)
                node.HasHole = true;
            else
                node.Add(Text(name, written), Of(value, depth + 1));
        }
        return node;
    }

    // { "key", value } and ["key"] = value
    private static (string? Name, SyntaxNode Place, IOperation Value) Pair(IOperation initializer)
    {
        var (key, value) = initializer switch
        {
            IInvocationOperation { Arguments: [var name, var added] } => (name.Value, added.Value),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [var index] }, Value: var assigned } => (index.Value, assigned),
            _ => (initializer, initializer),
        };
        return (key.Bare().ConstantValue is { HasValue: true, Value: string text } ? text : null, key.Syntax, value);
    }

    /// <summary>The name that an initializer of a map gives, or null where it is only known at run time.</summary>
    internal static string? NameOf(IOperation initializer) => Pair(initializer).Name;

    /// <summary>Whether a type is serialized as an object whose members are its pairs.</summary>
    internal static bool IsMap(ITypeSymbol? type) => type is { Name: "Dictionary" or "SortedDictionary" or "JsonObject" };

    // The only value of a local, where nothing is done to it but reading.
    private IOperation? Written(ILocalReferenceOperation local) =>
        LocalUses.Of(local, Budget) is { Values: [var only] } uses
        && uses.Reads.All(static read => read.User() is IArgumentOperation or ISimpleAssignmentOperation or IAnonymousObjectCreationOperation or IArrayInitializerOperation or IReturnOperation)
            ? only : null;
}
