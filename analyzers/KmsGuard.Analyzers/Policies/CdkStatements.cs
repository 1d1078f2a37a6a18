using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Statements of the CDK: <c>PolicyStatementProps</c>, and what is added to a <c>PolicyStatement</c>.</summary>
internal static class CdkStatements
{
    // The ARN of an alias, which KeyArn of an alias is, too.
    private static readonly string Alias = $"arn:{JsonReader.Hole}:kms:{JsonReader.Hole}:{JsonReader.Hole}:alias/{JsonReader.Hole}";

    /// <summary>The statement that this creates, or null where it is none of the CDK's, or its properties are looked at elsewhere.</summary>
    internal static JsonNode? Of(IObjectCreationOperation creation, ObjectNodes nodes)
    {
        if (creation.Type is not { Name: "PolicyStatementProps" or "PolicyStatement" } type || !AwsSdkContext.IsCdk(type))
            return null;
        var statement = new StatementNodes(nodes, creation.TypeName());
        if (type.Name == "PolicyStatementProps")
        {
            // What is made of it is the statement.
            if ((creation.User() as IArgumentOperation)?.Parent is IObjectCreationOperation { Type.Name: "PolicyStatement" })
                return null;
            SetProperties(statement, nodes, creation);
        }
        else
        {
            var given = creation.Arguments.FirstOrDefault(static one => !one.IsImplicit && !one.Value.IsNull())?.Value.Bare();
            if (given is IObjectCreationOperation { Type.Name: "PolicyStatementProps" } props)
                SetProperties(statement, nodes, props);
            else if (given is not null)
                return null;
            SetProperties(statement, nodes, creation);
            AddLater(statement, nodes, creation);
        }
        return statement.Build("Allow");
    }

    private static void SetProperties(StatementNodes statement, ObjectNodes nodes, IObjectCreationOperation creation)
    {
        foreach (var one in creation.Initializer is { } initializer ? initializer.Initializers : ImmutableArray<IOperation>.Empty)
        {
            if (one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value })
                SetProperty(statement, nodes, name, value);
        }
    }

    private static void AddLater(StatementNodes statement, ObjectNodes nodes, IObjectCreationOperation creation)
    {
        foreach (var call in FluentCalls.On(creation))
            AddCall(statement, nodes, call);
        foreach (var use in FluentCalls.OthersOf(creation))
        {
            switch (use)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Effect" }, Value: var effect }:
                    statement.SetEffect(effect);
                    break;
                // The CDK's own methods read it; others may narrow it.
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { } owner } } when !AwsSdkContext.IsCdk(owner) && owner.Name != "List":
                    statement.AddUnknownCondition(use.Syntax);
                    break;
            }
        }
    }

    private static void SetProperty(StatementNodes statement, ObjectNodes nodes, string name, IOperation value)
    {
        switch (name)
        {
            case "Sid":
                statement.SetSid(value);
                break;
            case "Effect":
                statement.SetEffect(value);
                break;
            case "Resources":
                AddResources(statement, nodes, value);
                break;
            case "Actions" or "NotActions" or "NotResources":
                statement.AddTexts(name.TrimEnd('s'), value);
                break;
            case "Principals" when ObjectNodes.Elements(value) is { } principals:
                foreach (var principal in principals)
                    CdkPrincipals.Add(statement, nodes, principal, value.Syntax);
                break;
            case "Principals" or "NotPrincipals":
                statement.AddUnknownPrincipal(value.Syntax);
                break;
            case "Conditions":
                statement.AddConditions(value);
                break;
        }
    }

    private static void AddResources(StatementNodes statement, ObjectNodes nodes, IOperation list)
    {
        if (ObjectNodes.Elements(list) is not { } elements)
        {
            statement.AddTexts("Resource", list);
            return;
        }
        foreach (var element in elements)
        {
            if (element?.Bare() is IPropertyReferenceOperation { Property.Name: "KeyArn" or "AliasArn", Instance: { } owner } && owner.Bare().Type is { Name: "Alias" or "IAlias" } type && AwsSdkContext.IsCdk(type))
                statement.AddText("Resource", nodes.Text(Alias, element.Syntax));
            else
                statement.AddText("Resource", element, list.Syntax);
        }
    }

    private static void AddCall(StatementNodes statement, ObjectNodes nodes, IInvocationOperation call)
    {
        var first = call.Arguments.FirstOrDefault()?.Value;
        switch (call.TargetMethod.Name)
        {
            case "AddResources" when first is not null:
                AddResources(statement, nodes, first);
                break;
            case "AddActions" or "AddNotActions" or "AddNotResources" when first is not null:
                statement.AddTexts(call.TargetMethod.Name.Substring("Add".Length).TrimEnd('s'), first);
                break;
            case "AddAllResources":
                statement.AddTexts("Resource", ["*"], call.Syntax);
                break;
            case "AddPrincipals" when first is not null && ObjectNodes.Elements(first) is { } principals:
                foreach (var principal in principals)
                    CdkPrincipals.Add(statement, nodes, principal, first.Syntax);
                break;
            case "AddArnPrincipal" when first is not null:
                statement.AddPrincipal("AWS", nodes.Of(first));
                break;
            case "AddAwsAccountPrincipal" when first is not null:
                CdkPrincipals.AddAccount(statement, nodes, first);
                break;
            case "AddAccountRootPrincipal":
                statement.AddPrincipal("AWS", nodes.Text(CdkPrincipals.Root, call.Syntax));
                break;
            case "AddAnyPrincipal":
                statement.AddPrincipal("AWS", nodes.Text("*", call.Syntax));
                break;
            case "AddServicePrincipal" when first is not null:
                statement.AddPrincipal("Service", nodes.Of(first));
                if (call.Arguments.Skip(1).Any(static one => !one.Value.IsNull()))
                    statement.AddHole();
                break;
            case "AddCondition" when call.Arguments.Length == 2:
                statement.AddCondition(call.Arguments[0].Value, call.Arguments[1].Value);
                break;
            case "AddConditions" when first is not null:
                statement.AddConditions(first);
                break;
            case var other when other.StartsWith("Add", StringComparison.Ordinal):
                // Some come with conditions: the source of the request, a federated user's.
                statement.AddHole();
                if (other.Contains("Principal"))
                    statement.AddUnknownPrincipal(call.Syntax);
                break;
        }
    }
}
