using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>What becomes of a policy that is written as a text: the request that it is set on tells its kind.</summary>
internal static class PolicySinks
{
    private static readonly (string Type, string Property, PolicyKind Kind)[] Properties =
    [
        ("PutKeyPolicyRequest", "Policy", PolicyKind.Key),
        ("CreateKeyRequest", "Policy", PolicyKind.Key),
        ("ReplicateKeyRequest", "Policy", PolicyKind.Key),
        ("PutRolePolicyRequest", "PolicyDocument", PolicyKind.Identity),
        ("PutUserPolicyRequest", "PolicyDocument", PolicyKind.Identity),
        ("PutGroupPolicyRequest", "PolicyDocument", PolicyKind.Identity),
        ("CreatePolicyRequest", "PolicyDocument", PolicyKind.Identity),
        ("CreatePolicyVersionRequest", "PolicyDocument", PolicyKind.Identity),
        ("CreateRoleRequest", "AssumeRolePolicyDocument", PolicyKind.Trust),
        ("UpdateAssumeRolePolicyRequest", "PolicyDocument", PolicyKind.Trust),
        ("PutBucketPolicyRequest", "Policy", PolicyKind.Bucket),
        // Of organizations, and of a session: they only limit.
        ("CreatePolicyRequest", "Content", PolicyKind.Guardrail),
        ("UpdatePolicyRequest", "Content", PolicyKind.Guardrail),
        ("AssumeRoleRequest", "Policy", PolicyKind.Guardrail),
        ("AssumeRoleWithSAMLRequest", "Policy", PolicyKind.Guardrail),
        ("AssumeRoleWithWebIdentityRequest", "Policy", PolicyKind.Guardrail),
        ("GetFederationTokenRequest", "Policy", PolicyKind.Guardrail),
        ("ModifyVpcEndpointRequest", "PolicyDocument", PolicyKind.Guardrail),
        ("CreateVpcEndpointRequest", "PolicyDocument", PolicyKind.Guardrail),
    ];

    /// <summary>The kind that the place says which the text is given to, directly, by a local or by a field of the same file; Unknown leaves it to the content.</summary>
    internal static PolicyKind KindOf(IOperation text, AwsSdkContext aws)
    {
        var kind = OfUser(text, aws);
        if (kind != PolicyKind.Unknown)
            return kind;
        foreach (var read in Local(text)?.Reads ?? Field(text))
        {
            kind = OfUser(read, aws);
            if (kind != PolicyKind.Unknown)
                return kind;
        }
        return PolicyKind.Unknown;
    }

    /// <summary>The kind of a property of a request, by their names.</summary>
    internal static PolicyKind KindOf(string? request, string property) => Array.Find(Properties, known => known.Property == property && known.Type == request).Kind;

    /// <summary>The kind of what a method of the SDK takes as <c>policy</c>: PutKeyPolicyAsync(key, policy), PutBucketPolicyAsync(bucket, policy).</summary>
    internal static PolicyKind KindOfMethod(string name) => (name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name) switch
    {
        "PutKeyPolicy" => PolicyKind.Key,
        "PutBucketPolicy" => PolicyKind.Bucket,
        _ => PolicyKind.Unknown,
    };

    /// <summary>The same for an object, directly or by a local: the kind of the text that it is serialized as.</summary>
    internal static PolicyKind KindOfObject(IOperation created, AwsSdkContext aws)
    {
        var texts = Serialized(created) is { } text ? [text] : Local(created)?.Reads.Select(Serialized) ?? [];
        return texts.OfType<IOperation>().Select(one => KindOf(one, aws)).FirstOrDefault(static one => one != PolicyKind.Unknown);
    }

    /// <summary>Whether the text is a template or a part, which something completes.</summary>
    internal static bool IsCompleted(IOperation text) => Completes(text) || Local(text) is { } uses && uses.Reads.Any(Completes)
        // Who reads a field is not known.
        || text.User() is IFieldInitializerOperation or IPropertyInitializerOperation;

    private static PolicyKind OfUser(IOperation value, AwsSdkContext aws) => value.User() switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } when aws.Declares(property.ContainingType) =>
            KindOf(property.ContainingType.Name, property.Name),
        IArgumentOperation { Parameter: { Name: "policy" } parameter } when parameter.ContainingSymbol is { ContainingType: { } type } method && aws.Declares(type) => KindOfMethod(method.Name),
        _ => PolicyKind.Unknown,
    };

    // JsonSerializer.Serialize(policy), JsonConvert.SerializeObject(policy), policy.ToJsonString()
    private static IOperation? Serialized(IOperation value) => value.User() switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Serialize" or "SerializeObject" } call } => call,
        IInvocationOperation { TargetMethod.Name: "ToJsonString" or "ToString", Instance: { } instance } call when instance.Bare() == value.Bare() => call,
        _ => null,
    };

    // Replace, Format and Append of texts, and everything else that is called on one.
    private static bool Completes(IOperation value) => value.User() switch
    {
        IInvocationOperation call => call.Instance?.Bare() == value.Bare(),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { } type } } => type.SpecialType == SpecialType.System_String || type.Name is "StringBuilder" or "Regex",
        IInterpolationOperation or IBinaryOperation => true,
        _ => false,
    };

    private static LocalUses? Local(IOperation text) =>
        text.User() is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
        && declarator.Body().Descendants().OfType<ILocalReferenceOperation>().FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(one.Local, declarator.Symbol)) is { } read
            ? LocalUses.Of(read, new StepBudget()) : null;

    private static IEnumerable<IOperation> Field(IOperation text) =>
        text.User() is IFieldInitializerOperation { InitializedFields: [var field], SemanticModel: { } model } initializer && initializer.Syntax.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is { } type
            ? NamesInType.Of(type, field.Name).Where(IsGiven).Select(name => model.GetOperation(name)).OfType<IFieldReferenceOperation>().Where(read => SymbolEqualityComparer.Default.Equals(read.Field, field)) : [];

    // As what is assigned or passed. By syntax: what a method means that only reads the field is not asked.
    private static bool IsGiven(SyntaxNode name)
    {
        var value = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return value.Parent is ArgumentSyntax || value.Parent is AssignmentExpressionSyntax assignment && assignment.Right == value;
    }
}
