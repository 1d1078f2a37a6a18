using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Statements of the SDK's <c>Amazon.Auth.AccessControlPolicy</c>; and its resources alone, whose statement may be elsewhere.</summary>
internal static class SdkStatements
{
    /// <summary>The SDK's own namespace for policies.</summary>
    internal const string Namespace = "Amazon.Auth.AccessControlPolicy";

    internal static JsonNode? Of(IObjectCreationOperation creation, AwsSdkContext aws, ObjectNodes nodes)
    {
        if (creation.Type is not { Name: "Statement" or "Resource" } type || !IsOfPolicies(type, aws))
            return null;
        var statement = new StatementNodes(nodes, creation.Syntax);
        if (type.Name == "Resource")
        {
            if (creation.Arguments.Length != 1)
                return null;
            // The statement has its actions, and is read as a whole for everything but the key.
            statement.AddText("Resource", creation.Arguments[0].Value, creation.Syntax);
            statement.AddTexts("Action", creation);
            return statement.Build("Allow");
        }
        if (creation.Arguments.FirstOrDefault() is { } effect)
            statement.SetEffect(effect.Value);
        foreach (var one in creation.Initializer is { } initializer ? initializer.Initializers : ImmutableArray<IOperation>.Empty)
            AddInitializer(statement, nodes, one);
        foreach (var call in FluentCalls.On(creation))
            AddCall(statement, nodes, call);
        return statement.Build("Allow");
    }

    internal static bool IsOfPolicies(ITypeSymbol? type, AwsSdkContext aws) => type?.ContainingNamespace?.ToDisplayString() == Namespace && aws.Declares(type);

    private static void AddInitializer(StatementNodes statement, ObjectNodes nodes, IOperation initializer)
    {
        switch (initializer)
        {
            // Actions = { new ActionIdentifier("kms:Decrypt") }
            case IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation { Property.Name: var name }, Initializer: var added }:
                Add(statement, nodes, name, added.Initializers.Select(static one => one is IInvocationOperation { Arguments: [var only] } ? only.Value : null), added.Syntax);
                break;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value }:
                Add(statement, nodes, name, ObjectNodes.Elements(value), value.Syntax);
                break;
        }
    }

    private static void AddCall(StatementNodes statement, ObjectNodes nodes, IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (call.Arguments.FirstOrDefault()?.Value is not { } first)
            return;
        if (name.StartsWith("With", StringComparison.Ordinal))
            Add(statement, nodes, name.Substring("With".Length), ObjectNodes.Elements(first), first.Syntax);
        // statement.Actions.Add(new ActionIdentifier("kms:Decrypt"))
        else if (call.Instance?.Bare() is IPropertyReferenceOperation { Property.Name: var list })
            Add(statement, nodes, list, name == "Add" ? [first] : null, first.Syntax);
    }

    private static void Add(StatementNodes statement, ObjectNodes nodes, string list, IEnumerable<IOperation?>? values, SyntaxNode place)
    {
        foreach (var value in values ?? [null])
        {
            var created = value?.Bare() as IObjectCreationOperation;
            var argument = created?.Arguments.FirstOrDefault()?.Value;
            switch (list)
            {
                case "Actions" or "ActionIdentifiers":
                    AddTextOrHole(statement, "Action", argument ?? value);
                    break;
                case "Resources":
                    AddTextOrHole(statement, "Resource", argument ?? value);
                    break;
                case "Principals":
                    AddPrincipal(statement, nodes, created, value, place);
                    break;
                case "Conditions" when created is { Arguments: [var @operator, var key, var compared], Type.Name: "Condition" }:
                    statement.AddCondition(@operator.Value, key.Value, ObjectNodes.Elements(compared.Value), created.Syntax);
                    break;
                case "Conditions":
                    // ConditionFactory knows.
                    statement.AddHole();
                    break;
            }
        }
    }

    private static void AddTextOrHole(StatementNodes statement, string element, IOperation? text)
    {
        if (text is not null)
            statement.AddText(element, text, text.Syntax);
        else
            statement.AddHole();
    }

    private static void AddPrincipal(StatementNodes statement, ObjectNodes nodes, IObjectCreationOperation? created, IOperation? value, SyntaxNode place)
    {
        if (value?.Bare() is IFieldReferenceOperation { Field.Name: "AllUsers" } or IPropertyReferenceOperation { Property.Name: "AllUsers" })
            statement.AddPrincipal("AWS", nodes.Text("*", value!.Syntax));
        else if (created is { Arguments: [var only] })
            statement.AddPrincipal("AWS", nodes.Of(only.Value));
        else if (created is { Arguments: [var provider, var id, ..] } && provider.Value.Bare().ConstantValue is { HasValue: true, Value: string type })
            statement.AddPrincipal(type, nodes.Of(id.Value));
        else
            statement.AddUnknownPrincipal(value?.Syntax ?? place);
    }
}
