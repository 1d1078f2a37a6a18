using System.Collections.Concurrent;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing;

/// <summary>Who an access key id stands for, and what IAM allows them. Key policies and grants are enforced for them as AWS does.</summary>
public sealed class TestKmsPrincipal
{
    private volatile PolicyDocument[] _policies = [];

    /// <summary>Creates a principal.</summary>
    /// <param name="arn">An IAM user, an IAM role, an assumed-role session (<c>arn:aws:sts::111122223333:assumed-role/app/session</c>) or the root user (<c>arn:aws:iam::111122223333:root</c>), of any account.</param>
    /// <param name="identityPolicies">As in <see cref="SetIdentityPolicies"/>.</param>
    /// <exception cref="ArgumentException">The ARN is none of these, or a policy is malformed.</exception>
    public TestKmsPrincipal(string arn, params string[] identityPolicies)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (!PrincipalArn.IsIdentity(arn))
            throw new ArgumentException($"'{arn}' is not the ARN of an IAM user, a role, an assumed-role session or a root user.", nameof(arn));
        Arn = arn;
        SetIdentityPolicies(identityPolicies);
    }

    /// <summary>The principal's ARN.</summary>
    public string Arn { get; }

    /// <summary>Values of condition keys that this principal's requests carry, such as <c>aws:PrincipalTag/team</c>, <c>aws:PrincipalOrgID</c>, <c>aws:MultiFactorAuthPresent</c> or <c>kms:ViaService</c>; they go before what the engine would say.</summary>
    public IDictionary<string, string> ConditionValues { get; } = new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets the identity-based policies, from the next call on. Without one, a user or role has what key policies and grants give it by name, and nothing else: the default key policy gives only to the account, which leaves it to these. The root user needs none.</summary>
    /// <param name="policies">JSON documents.</param>
    /// <exception cref="ArgumentException">A policy is malformed.</exception>
    public void SetIdentityPolicies(params string[] policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        try
        {
            _policies = [.. policies.Select(policy => PolicyDocument.Parse(policy, forKey: false))];
        }
        catch (FormatException problem)
        {
            throw new ArgumentException(problem.Message, nameof(policies), problem);
        }
    }

    internal IReadOnlyList<PolicyDocument> Policies => _policies;
}
