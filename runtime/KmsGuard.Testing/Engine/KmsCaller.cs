using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Engine;

/// <summary>Who signed a request, with what IAM says of them.</summary>
internal sealed class KmsCaller(string accessKeyId, string principalArn, IReadOnlyList<PolicyDocument> identityPolicies, IReadOnlyDictionary<string, string> conditionValues)
{
    internal string AccessKeyId { get; } = accessKeyId;

    internal string PrincipalArn { get; } = principalArn;

    internal string Account { get; } = Policies.PrincipalArn.Account(principalArn);

    internal bool IsRoot => Policies.PrincipalArn.IsRoot(PrincipalArn);

    internal IReadOnlyList<PolicyDocument> IdentityPolicies { get; } = identityPolicies;

    internal IReadOnlyDictionary<string, string> ConditionValues { get; } = conditionValues;

    /// <summary>The words in which AWS refuses ("Troubleshooting access denied error messages").</summary>
    internal KmsError Denied(string action, string resource, string why) =>
        new("AccessDeniedException", $"User: {PrincipalArn} is not authorized to perform: {action} on resource: {resource} {why}");
}
