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
            IAnonymousObjectCreationOperation => PolicyDocument.Of(nodes.Of(operation)),
            IObjectCreationOperation created when ObjectNodes.IsMap(created.Type) => PolicyDocument.Of(nodes.Of(created)),
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

    private static bool MayBe(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.Name: "Grant" } => true,
        IObjectCreationOperation { Type.Name: "PolicyStatementProps" or "PolicyStatement" or "Statement" or "Resource" } => true,
        IObjectCreationOperation { Initializer: { } initializer, Type: var type } => ObjectNodes.IsMap(type) && initializer.Initializers.Any(static one => ObjectNodes.NameOf(one) == "Statement"),
        IAnonymousObjectCreationOperation created => created.Initializers.Any(static one => one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Statement" } }),
        _ => false,
    };

    private static PolicyDocument? OfStatement(JsonNode? statement, PolicyKind kind = PolicyKind.Unknown) =>
        statement is null ? null : PolicyDocument.OfStatement(statement, kind);
}
