using System.Text;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Engine;

/// <summary>What CreateKey, ReplicateKey and PutKeyPolicy ask of a key policy (API_PutKeyPolicy, Policy).</summary>
internal static class KeyPolicies
{
    /// <summary>Resource quotas, "Key policy document size".</summary>
    private const int MaxSize = 32_768;

    /// <summary>The policy of a key that was made through the API without one: the account decides by IAM (developer guide, default key policy).</summary>
    internal static string Default(string account) => $$"""
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::{{account}}:root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """;

    internal static PolicyDocument Parse(string policy)
    {
        if (Encoding.Latin1.GetByteCount(policy) > MaxSize)
            throw new KmsError("LimitExceededException", $"A key policy has at most {MaxSize} bytes.");
        if (policy.Any(c => c is not ('\t' or '\n' or '\r' or (>= ' ' and <= '~') or (>= '\u00A0' and <= '\u00FF'))))
            throw Malformed("The policy contains characters that are not printable ASCII or Latin-1.");
        try
        {
            return PolicyDocument.Parse(policy, forKey: true);
        }
        catch (FormatException problem)
        {
            throw Malformed(problem.Message);
        }
    }

    /// <summary>Unless the check is bypassed, the caller must be able to put another policy afterwards.</summary>
    internal static void MustNotLockOut(KmsRequest request, KmsKey key, PolicyDocument policy)
    {
        if (request.Flag("BypassPolicyLockoutSafetyCheck"))
            return;
        try
        {
            Authorizer.RequireKey(request, "kms:PutKeyPolicy", key, policy);
        }
        catch (KmsError)
        {
            throw Malformed("The new key policy will not allow you to update the key policy in the future.");
        }
    }

    private static KmsError Malformed(string message) => new("MalformedPolicyDocumentException", message);
}
