using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Whole documents of the CDK: <c>PolicyDocument</c> with the statements that are written into it and nowhere else.</summary>
internal static class CdkDocuments
{
    // What may still change the policy of a key, once it has its document.
    private static readonly string[] Additions = ["AddToResourcePolicy", "Grant", "GrantAdmin", "Grants"];

    /// <summary>The document that this creates, with a hole for statements that are not known; null where none is.</summary>
    internal static JsonNode? Of(IObjectCreationOperation creation, AwsSdkContext aws, ObjectNodes nodes)
    {
        if (creation.Type is not { Name: "PolicyDocument" } type || !AwsSdkContext.IsCdk(type))
            return null;
        var place = creation.TypeName();
        var statements = nodes.Add(new JsonNode(JsonKind.Array, 0), place);
        foreach (var element in Elements(creation))
        {
            if (element is not null && StatementOf(element) is { } statement && Owner(statement)?.Syntax == creation.Syntax && CdkStatements.Of(statement, nodes) is { } known)
                statements.Add(known);
            else
                statements.HasHole = true;
        }
        if (statements.Items.Count == 0)
            return null;
        var document = nodes.Add(new JsonNode(JsonKind.Object, 0) { HasHole = !IsFinal(creation, aws) }, place);
        document.Add(nodes.Text("Version", place), nodes.Text("2012-10-17", place));
        document.Add(nodes.Text("Statement", place), statements);
        return document;
    }

    /// <summary>The document that a statement is a part of; null where there is none, or the statement is used elsewhere, too.</summary>
    internal static IObjectCreationOperation? Owner(IObjectCreationOperation statement) => CdkPlaces.OfOnly(statement) switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "Statements", ContainingType.Name: "PolicyDocumentProps" } }, Parent.Parent: IObjectCreationOperation props } =>
            DocumentOf((props.User() as IArgumentOperation)?.Parent),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AddStatements", Instance: { } receiver } } =>
            DocumentOf(receiver.Bare() is ILocalReferenceOperation local ? LocalUses.Of(local, new StepBudget())?.Values is [var only] ? only.Bare() : null : receiver.Bare()),
        _ => null,
    };

    private static IObjectCreationOperation? DocumentOf(IOperation? value) =>
        value is IObjectCreationOperation { Type: { Name: "PolicyDocument" } type } document && AwsSdkContext.IsCdk(type) ? document : null;

    // What Statements and AddStatements are given; null for what is not written here.
    private static IEnumerable<IOperation?> Elements(IObjectCreationOperation document)
    {
        var lists = new List<IOperation?>();
        if (document.Arguments.FirstOrDefault()?.Value is { } argument && !argument.IsNull())
        {
            lists.Add(argument.Bare() is IObjectCreationOperation { Initializer: var initializer }
                ? initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(static one => one.Target is IPropertyReferenceOperation { Property.Name: "Statements" })?.Value : null);
        }
        lists.AddRange(FluentCalls.On(document).Where(static call => call.TargetMethod.Name == "AddStatements").Select(static call => call.Arguments.FirstOrDefault()?.Value));
        return lists.SelectMany(static list => (list is null ? null : ObjectNodes.Elements(list)) ?? [null]);
    }

    private static IObjectCreationOperation? StatementOf(IOperation element) => element.Bare() switch
    {
        IObjectCreationOperation creation => creation,
        ILocalReferenceOperation local when LocalUses.Of(local, new StepBudget())?.Values is [var only] => only.Bare() as IObjectCreationOperation,
        _ => null,
    };

    // A key that is given its policy, and to which nothing is added: nobody else is let in. Version 1 adds the account by itself.
    private static bool IsFinal(IObjectCreationOperation document, AwsSdkContext aws)
    {
        if (document.Type?.ContainingAssembly.Name != "Amazon.CDK.Lib" || CdkPlaces.OfOnly(document) is not ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation props } given } place)
            return false;
        if (place.Target is IPropertyReferenceOperation { Property: { Name: "KeyPolicy", ContainingType.Name: "CfnKeyProps" or "CfnReplicaKeyProps" } })
            return true;
        return props.Type?.Name == "KeyProps" && (props.User() as IArgumentOperation)?.Parent is IObjectCreationOperation { Type.Name: "Key" } key
            && !given.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Admins" } })
            && !NamedOperations.InTypeOf(key.Syntax, Additions)
            // Kept in a local of a method it can be reached from nowhere else.
            && (key.User() is IExpressionStatementOperation or IVariableInitializerOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }
                || !Array.Exists(Additions, one => aws.Names(one, CancellationToken.None)));
    }
}
