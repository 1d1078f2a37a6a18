using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Statements of the CDK: <c>PolicyStatementProps</c>, what is added to a <c>PolicyStatement</c>, and grants of actions.</summary>
internal static class CdkStatements
{
    // Any partition, any account.
    private static readonly string Root = $"arn:{JsonReader.Hole}:iam::{JsonReader.Hole}:root";

    /// <summary>The statement that this creates, or null where it is none of the CDK's.</summary>
    internal static JsonNode? Of(IObjectCreationOperation creation, ObjectNodes nodes)
    {
        if (creation.Type is not { Name: "PolicyStatementProps" or "PolicyStatement" } type || !AwsSdkContext.IsCdk(type))
            return null;
        var statement = new StatementNodes(nodes, creation.Syntax);
        IOperation? owner = creation;
        if (type.Name == "PolicyStatementProps")
        {
            foreach (var one in creation.Initializer is { } initializer ? initializer.Initializers : ImmutableArray<IOperation>.Empty)
            {
                if (one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value })
                    SetProperty(statement, nodes, name, value);
            }
            owner = (creation.User() as IArgumentOperation)?.Parent as IObjectCreationOperation;
        }
        else if (creation.Arguments.Any(static one => !one.IsImplicit && !one.Value.IsNull()))
        {
            // Its properties are looked at where they are.
            return null;
        }
        foreach (var call in owner is null ? [] : FluentCalls.On(owner))
            AddCall(statement, nodes, call);
        return statement.Build("Allow");
    }

    /// <summary>The statement that <c>key.Grant(grantee, actions)</c> adds.</summary>
    internal static JsonNode? OfGrant(IInvocationOperation call, ObjectNodes nodes)
    {
        if (call.TargetMethod is not { Name: "Grant", ContainingType: { Name: "Key" or "IKey" or "Alias" or "IAlias" } type } || !AwsSdkContext.IsCdk(type)
            || call.Arguments.FirstOrDefault(static one => one.Parameter?.Ordinal == 1) is not { } actions)
            return null;
        var statement = new StatementNodes(nodes, call.Syntax);
        statement.AddTexts("Action", actions.Value);
        return statement.Build("Allow");
    }

    private static void SetProperty(StatementNodes statement, ObjectNodes nodes, string name, IOperation value)
    {
        switch (name)
        {
            case "Effect":
                statement.SetEffect(value);
                break;
            case "Actions" or "NotActions" or "Resources" or "NotResources":
                statement.AddTexts(name.TrimEnd('s'), value);
                break;
            case "Principals" when ObjectNodes.Elements(value) is { } principals:
                foreach (var principal in principals)
                    AddPrincipal(statement, nodes, principal, value.Syntax);
                break;
            case "Principals" or "NotPrincipals":
                statement.AddUnknownPrincipal(value.Syntax);
                break;
            case "Conditions":
                statement.AddConditions(value);
                break;
        }
    }

    private static void AddPrincipal(StatementNodes statement, ObjectNodes nodes, IOperation? principal, SyntaxNode place)
    {
        var created = principal?.Bare() as IObjectCreationOperation;
        var argument = created?.Arguments.FirstOrDefault()?.Value;
        switch (created?.Type?.Name)
        {
            case "AccountRootPrincipal":
                statement.AddPrincipal("AWS", nodes.Text(Root, created.Syntax));
                break;
            case "AccountPrincipal" when argument is not null:
                AddAccount(statement, nodes, argument);
                break;
            case "ArnPrincipal" when argument is not null:
                statement.AddPrincipal("AWS", nodes.Of(argument));
                break;
            case "AnyPrincipal" or "StarPrincipal":
                statement.AddPrincipal("AWS", nodes.Text("*", created.Syntax));
                break;
            case "ServicePrincipal" when argument is not null:
                statement.AddPrincipal("Service", nodes.Of(argument));
                // Its options may have conditions.
                if (created.Arguments.Skip(1).Any(static one => !one.Value.IsNull()))
                    statement.AddHole();
                break;
            default:
                statement.AddUnknownPrincipal(principal?.Syntax ?? place);
                break;
        }
    }

    private static void AddAccount(StatementNodes statement, ObjectNodes nodes, IOperation account)
    {
        var text = nodes.Of(account);
        statement.AddPrincipal("AWS", nodes.Text(text.Kind is JsonKind.Text ? Root.Remove(Root.LastIndexOf(JsonReader.Hole), 1).Insert(Root.LastIndexOf(JsonReader.Hole), text.Text) : Root, account.Syntax));
    }

    private static void AddCall(StatementNodes statement, ObjectNodes nodes, IInvocationOperation call)
    {
        var first = call.Arguments.FirstOrDefault()?.Value;
        switch (call.TargetMethod.Name)
        {
            case "AddActions" or "AddNotActions" or "AddResources" or "AddNotResources" when first is not null:
                statement.AddTexts(call.TargetMethod.Name.Substring("Add".Length).TrimEnd('s'), first);
                break;
            case "AddAllResources":
                statement.AddTexts("Resource", first ?? call);
                break;
            case "AddPrincipals" when first is not null && ObjectNodes.Elements(first) is { } principals:
                foreach (var principal in principals)
                    AddPrincipal(statement, nodes, principal, first.Syntax);
                break;
            case "AddArnPrincipal" when first is not null:
                statement.AddPrincipal("AWS", nodes.Of(first));
                break;
            case "AddAwsAccountPrincipal" when first is not null:
                AddAccount(statement, nodes, first);
                break;
            case "AddAccountRootPrincipal":
                statement.AddPrincipal("AWS", nodes.Text(Root, call.Syntax));
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
                if (other.EndsWith("Principal", StringComparison.Ordinal) || other.EndsWith("Principals", StringComparison.Ordinal))
                    statement.AddUnknownPrincipal(call.Syntax);
                else
                    statement.AddHole();
                break;
        }
    }
}
