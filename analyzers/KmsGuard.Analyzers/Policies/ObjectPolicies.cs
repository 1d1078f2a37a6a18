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
        var nodes = new ObjectNodes();
        var document = operation switch
        {
            IAnonymousObjectCreationOperation created when Array.Exists([.. created.Initializers], static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Statement" } }) =>
                PolicyDocument.Of(nodes.Of(created)),
            IObjectCreationOperation { Initializer: not null } created when ObjectNodes.IsMap(created.Type) => PolicyDocument.Of(nodes.Of(created)),
            IObjectCreationOperation created => OfStatement(CdkStatements.Of(created, nodes) ?? SdkStatements.Of(created, aws, nodes)),
            IInvocationOperation call => OfStatement(CdkStatements.OfGrant(call, nodes), PolicyKind.Other),
            _ => null,
        };
        return document is null ? null : new FoundPolicy(
            [.. PolicyChecks.Run(document, isCode: operation is not IObjectCreationOperation { Type.Name: "Statement" })
                // What a statement lacks, it may be given elsewhere.
                .Where(finding => !document.IsStatement || finding.Rule != NotAPolicy.Rule)],
            finding => nodes.Place(finding.Node, operation.Syntax),
            finding => nodes.Constants(finding.Node));
    }

    private static PolicyDocument? OfStatement(JsonNode? statement, PolicyKind kind = PolicyKind.Unknown) =>
        statement is null ? null : PolicyDocument.OfStatement(statement, kind);
}
