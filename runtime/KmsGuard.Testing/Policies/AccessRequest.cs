namespace KmsGuard.Testing.Policies;

/// <summary>What policies decide about: who wants to do what with which resource, and the condition keys of the request.</summary>
/// <param name="PrincipalArn">Who.</param>
/// <param name="Action">What, such as <c>kms:Decrypt</c>.</param>
/// <param name="Resource">The ARN of a key or alias, or <c>*</c> for an action without a resource.</param>
/// <param name="Values">The values of condition keys; a key that is not there is absent from the request.</param>
internal sealed record AccessRequest(string PrincipalArn, string Action, string Resource, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    internal string Account => Policies.PrincipalArn.Account(PrincipalArn);
}
