using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>
/// Statements that are written as objects: <c>PolicyStatementProps</c> of the CDK, and the resources of the SDK's
/// <c>Amazon.Auth.AccessControlPolicy</c>, whose actions are elsewhere.
/// </summary>
internal sealed class ObjectPolicies
{
    private readonly Dictionary<JsonNode, ConstantText> texts = [];
    private readonly StepBudget budget = new();

    private ObjectPolicies()
    {
    }

    internal static FoundStatement? Of(IObjectCreationOperation creation, AwsSdkContext aws)
    {
        if (creation.Type is not { Name: "PolicyStatementProps" or "Resource" })
            return null;
        var policies = new ObjectPolicies();
        PolicyStatement? statement = creation.Type switch
        {
            { Name: "PolicyStatementProps" } type when AwsSdkContext.IsCdk(type) => policies.OfProperties(creation),
            { Name: "Resource" } type when creation.Arguments.Length == 1 && aws.Declares(type)
                && type.ContainingNamespace.ToDisplayString() == "Amazon.Auth.AccessControlPolicy" =>
                new PolicyStatement(PolicyValues.None, policies.Values([creation.Arguments[0].Value]), PolicyValues.None, []),
            _ => null,
        };
        return statement is null ? null : new FoundStatement(
            statement,
            value => policies.texts[value].Place.Syntax.GetLocation(),
            value => policies.texts[value] is { Through: { } symbol } text ? [(symbol, text.Text)] : []);
    }

    private PolicyStatement OfProperties(IObjectCreationOperation creation)
    {
        PolicyValues Property(string name) => creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(one => one.Target is IPropertyReferenceOperation { Property.Name: var target } && target == name) is { } assignment
                ? Elements(assignment.Value) : PolicyValues.None;

        return new PolicyStatement(Property("Actions"), Property("Resources"), Property("NotResources"), []);
    }

    private PolicyValues Elements(IOperation list)
    {
        list = list.Bare();
        if (list is IArrayCreationOperation { Initializer: { } array })
            return Values(array.ElementValues);
        // Collection expressions have no operation of their own in the oldest compiler that must be served.
        if (list.Syntax is CollectionExpressionSyntax expression && list.SemanticModel is { } model)
            return Values(expression.Elements.Select(element => element is ExpressionElementSyntax { Expression: var value } ? model.GetOperation(value) : null));
        return new PolicyValues([], isWhole: false);
    }

    private PolicyValues Values(IEnumerable<IOperation?> elements)
    {
        var values = new List<JsonNode>();
        var isWhole = true;
        foreach (var element in elements)
        {
            var known = element is null ? [] : ConstantValues.Of(element, budget).ToArray();
            isWhole &= known.Length == 1;
            foreach (var text in known)
            {
                var value = new JsonNode(JsonKind.Text, 0) { Text = text.Text };
                texts.Add(value, text);
                values.Add(value);
            }
        }
        return new PolicyValues(values, isWhole);
    }
}
