using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>The statements that a key's grants add to its policy: <c>key.Grant(grantee, actions)</c>, <c>key.GrantDecrypt(grantee)</c>, <c>key.Grants.Decrypt(grantee)</c>.</summary>
internal static class CdkGrants
{
    private const string Grant = "Grant";
    private const string Admin = "Admin";

    private static readonly string[] Encrypt = ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];

    // https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-kms/lib/private/perms.ts; of administration what tells it from use.
    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["Decrypt"] = ["kms:Decrypt"],
        ["Encrypt"] = Encrypt,
        ["EncryptDecrypt"] = ["kms:Decrypt", .. Encrypt],
        ["GenerateMac"] = ["kms:GenerateMac"],
        ["VerifyMac"] = ["kms:VerifyMac"],
        ["Sign"] = ["kms:Sign"],
        ["Verify"] = ["kms:Verify"],
        ["SignVerify"] = ["kms:Sign", "kms:Verify"],
        [Admin] = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
    };

    /// <summary>Whether it may be such a call, judged by names.</summary>
    internal static bool MayBe(IMethodSymbol method) =>
        method.ContainingType?.Name is "Key" or "IKey" or "Alias" or "IAlias" && method.Name.StartsWith(Grant, StringComparison.Ordinal) || method.ContainingType?.Name == "KeyGrants";

    internal static PolicyDocument? Of(IInvocationOperation call, ObjectNodes nodes)
    {
        if (!AwsSdkContext.IsCdk(call.TargetMethod.ContainingType) || NameOf(call) is not { } name || GranteeOf(call) is not { } grantee)
            return null;
        var statement = new StatementNodes(nodes, call.Syntax);
        if (name.Length == 0 && call.Arguments.FirstOrDefault(static one => one.Parameter?.Ordinal == 1) is { } actions)
            statement.AddTexts("Action", actions.Value);
        else if (Actions.TryGetValue(name, out var known))
            statement.AddTexts("Action", known, call.Syntax);
        else
            return null;
        if (CdkPrincipals.IsMade(grantee.Value))
        {
            CdkPrincipals.Add(statement, nodes, grantee.Value, grantee.Syntax);
            statement.AddTexts("Resource", ["*"], call.Syntax);
            return PolicyDocument.OfStatement(statement.Build("Allow"), PolicyKind.Key);
        }
        // A role or another construct is granted what is named; a grant with a name says nothing but that, unless the same one has both hands full.
        if (CdkPrincipals.MayBeAccount(grantee.Value) || name.Length > 0 && !(name == Admin && AddUses(statement, call, grantee.Value)))
            return null;
        return PolicyDocument.OfStatement(statement.Build("Allow"), PolicyKind.Other);
    }

    // What the same grantee is granted of the same key beside its administration.
    private static bool AddUses(StatementNodes statement, IInvocationOperation admin, IOperation grantee)
    {
        if (Symbol(admin.Instance) is not { } key || Symbol(grantee) is not { } who)
            return false;
        var isFound = false;
        foreach (var other in admin.Body().Descendants().OfType<IInvocationOperation>())
        {
            if (MayBe(other.TargetMethod) && NameOf(other) is { Length: > 0 } and not Admin and var name && Actions.TryGetValue(name, out var uses)
                && Is(other.Instance, key) && Is(GranteeOf(other)?.Value, who))
            {
                statement.AddTexts("Action", uses, admin.Syntax);
                isFound = true;
            }
        }
        return isFound;
    }

    // "Decrypt" for GrantDecrypt and for Grants.Decrypt; empty where the actions are given.
    private static string? NameOf(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Actions" => "",
        var name when name.StartsWith(Grant, StringComparison.Ordinal) => name.Substring(Grant.Length),
        var name => call.TargetMethod.IsStatic ? null : name,
    };

    private static IArgumentOperation? GranteeOf(IInvocationOperation call) => call.Arguments.FirstOrDefault(static one => one.Parameter?.Ordinal == 0);

    private static bool Is(IOperation? value, ISymbol symbol) => SymbolEqualityComparer.Default.Equals(Symbol(value), symbol);

    // key, this.key, and key.Grants
    private static ISymbol? Symbol(IOperation? value) => value?.Bare() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Property.Name: "Grants", Instance: { } owner } => Symbol(owner),
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };
}
