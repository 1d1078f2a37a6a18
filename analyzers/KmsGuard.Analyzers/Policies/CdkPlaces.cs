using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>Where a statement or a document of the CDK is put, which tells what kind of policy it is.</summary>
internal static class CdkPlaces
{
    private static readonly (string Type, string Property, PolicyKind Kind)[] Properties =
    [
        ("KeyProps", "Policy", PolicyKind.Key),
        ("CfnKeyProps", "KeyPolicy", PolicyKind.Key),
        ("CfnReplicaKeyProps", "KeyPolicy", PolicyKind.Key),
        ("RoleProps", "InlinePolicies", PolicyKind.Identity),
        ("PolicyProps", "Document", PolicyKind.Identity),
        ("PolicyProps", "Statements", PolicyKind.Identity),
        ("ManagedPolicyProps", "Document", PolicyKind.Identity),
        ("ManagedPolicyProps", "Statements", PolicyKind.Identity),
        ("FunctionProps", "InitialPolicy", PolicyKind.Identity),
        ("CfnPolicyProps", "PolicyDocument", PolicyKind.Identity),
        ("CfnManagedPolicyProps", "PolicyDocument", PolicyKind.Identity),
        ("PolicyProperty", "PolicyDocument", PolicyKind.Identity),
        ("CfnRoleProps", "AssumeRolePolicyDocument", PolicyKind.Trust),
        ("CfnBucketPolicyProps", "PolicyDocument", PolicyKind.Bucket),
    ];

    /// <summary>The assignment, argument or variable that a value ends in, past the arrays, lists and maps that it is put into; null for any other use.</summary>
    internal static IOperation? Of(IOperation value)
    {
        for (var one = value.Parent; one is not null; one = one.Parent)
        {
            switch (one)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true }, Parent: IObjectOrCollectionInitializerOperation }:
                case IArgumentOperation { Parent: IInvocationOperation { Parent: IObjectOrCollectionInitializerOperation } }:
                case IInvocationOperation { Parent: IObjectOrCollectionInitializerOperation }:
                case IObjectOrCollectionInitializerOperation or IArrayInitializerOperation or IArrayCreationOperation or IConversionOperation or IParenthesizedOperation:
                case IObjectCreationOperation created when ObjectNodes.IsMap(created.Type) || created.Type?.Name == "List":
                // Collection expressions have no operation of their own in the oldest compiler that must be served.
                case { Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.CollectionExpressionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionElementSyntax }:
                    break;
                case ISimpleAssignmentOperation or IArgumentOperation or IVariableInitializerOperation:
                    return one;
                default:
                    return null;
            }
        }
        return null;
    }

    /// <summary>The place of a value or, where a local holds it, of the only use of that local as a value; calls on the local are none.</summary>
    internal static IOperation? OfOnly(IOperation value)
    {
        var place = Of(value);
        if (place is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
            return place;
        var uses = BodyReferences.Around(declarator).To(declarator.Symbol).OfType<ILocalReferenceOperation>().Where(static read => !IsReceiver(read)).ToArray();
        return uses is [var only] && only.Parent is not IAssignmentOperation { Target: ILocalReferenceOperation } ? Of(only) : null;
    }

    /// <summary>The kind of policy that a place makes of a statement or document; Unknown leaves it to the content.</summary>
    internal static PolicyKind KindOf(IOperation? place) => place switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { ContainingType: var type, Name: var name } } } when AwsSdkContext.IsCdk(type) =>
            Array.Find(Properties, known => known.Property == name && known.Type == type.Name).Kind,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method, Instance: var receiver } } when AwsSdkContext.IsCdk(method.ContainingType) =>
            OfMethod(method, receiver?.Bare().Type ?? method.ContainingType),
        _ => PolicyKind.Unknown,
    };

    private static PolicyKind OfMethod(IMethodSymbol method, ITypeSymbol receiver) => method.Name switch
    {
        "AddToResourcePolicy" => receiver.Name switch
        {
            "Key" or "IKey" or "Alias" or "IAlias" => PolicyKind.Key,
            "Bucket" or "IBucket" => PolicyKind.Bucket,
            _ => PolicyKind.Unknown,
        },
        // Of VPC endpoints it is the policy of the endpoint, which only limits.
        "AddToPolicy" when receiver.Name.EndsWith("Endpoint", StringComparison.Ordinal) => PolicyKind.Guardrail,
        "AddToPolicy" or "AddToPrincipalPolicy" or "AddToRolePolicy" => PolicyKind.Identity,
        "AddStatements" when receiver.Name is "Policy" or "ManagedPolicy" => PolicyKind.Identity,
        _ => PolicyKind.Unknown,
    };

    private static bool IsReceiver(ILocalReferenceOperation read) => read.User() is IInvocationOperation { Instance: { } instance } && instance.Bare() == read
        || read.User() is IPropertyReferenceOperation { Instance: { } owner } && owner.Bare() == read;
}
