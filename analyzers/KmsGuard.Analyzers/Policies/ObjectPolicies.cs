using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Policy;
using KmsGuard.Policy.Checks;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Policies that are written as objects: what is serialized as a document, and statements of the CDK and the SDK.</summary>
internal static class ObjectPolicies
{
    internal static FoundPolicy? Of(IOperation operation, AwsSdkContext aws)
    {
        // By names first: nearly everything that is created or called is something else.
        if (!MayBe(operation))
            return null;
        var nodes = new ObjectNodes();
        var document = operation switch
        {
            IAnonymousObjectCreationOperation => PolicyDocument.Of(nodes.Of(operation), PolicySinks.KindOfObject(operation, aws)),
            IObjectCreationOperation created when ObjectNodes.IsMap(created.Type) => PolicyDocument.Of(nodes.Of(created), PolicySinks.KindOfObject(operation, aws)),
            IObjectCreationOperation { Type.Name: "PolicyDocument" } created => CdkDocuments.Of(created, aws, nodes) is { } whole ? PolicyDocument.Of(whole, CdkPlaces.KindOf(CdkPlaces.OfOnly(created))) : null,
            IObjectCreationOperation created => OfStatement(created, aws, nodes),
            IInvocationOperation call => CdkGrants.Of(call, nodes),
            _ => null,
        };
        return document is null ? null : new FoundPolicy(
            [.. PolicyChecks.Run(document, isCode: operation is not IObjectCreationOperation { Type.Name: "Statement" })
                // What a statement lacks, it may be given elsewhere, unless it is made where it is put.
                .Where(finding => !document.IsStatement || finding.Rule != NotAPolicy.Rule || CdkPlaces.KindOf(CdkPlaces.Of(operation)) != PolicyKind.Unknown)],
            finding => nodes.Place(finding.Node, operation.Syntax),
            finding => nodes.Constants(finding.Node),
            container => nodes.Place(container, operation.Syntax));
    }

    // A statement of a document is looked at with the others.
    private static PolicyDocument? OfStatement(IObjectCreationOperation created, AwsSdkContext aws, ObjectNodes nodes)
    {
        if (CdkStatements.Of(created, nodes) is { } statement)
            return CdkDocuments.Owner(created) is null ? PolicyDocument.OfStatement(statement, CdkPlaces.KindOf(CdkPlaces.OfOnly(created))) : null;
        return SdkStatements.Of(created, aws, nodes) is { } other ? PolicyDocument.OfStatement(other, PolicyKind.Unknown) : null;
    }

    private static bool MayBe(IOperation operation) => operation switch
    {
        IInvocationOperation call => CdkGrants.MayBe(call.TargetMethod),
        IObjectCreationOperation { Type.Name: "PolicyStatementProps" or "PolicyStatement" or "PolicyDocument" or "Statement" or "Resource" } => true,
        IObjectCreationOperation { Initializer: { } initializer, Type: var type } => ObjectNodes.IsMap(type) && initializer.Initializers.Any(static one => ObjectNodes.NameOf(one) == "Statement"),
        IAnonymousObjectCreationOperation created => created.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Statement" } }),
        _ => false,
    };
}
