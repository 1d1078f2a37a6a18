using System.Text.RegularExpressions;

namespace KmsGuard.Testing.Policies;

/// <summary>ARNs of principals, as key policies and grants name them.</summary>
internal static partial class PrincipalArn
{
    /// <summary>Whether it is somebody who can sign a request.</summary>
    internal static bool IsIdentity(string arn) => Pattern().IsMatch(arn);

    internal static string Account(string arn) => arn.Split(':')[4];

    internal static bool IsRoot(string arn) => arn.EndsWith(":root", StringComparison.Ordinal);

    /// <summary>Whether a policy's or grant's principal is this caller itself: the same ARN, or the role that a session was assumed from, whose path a session's ARN does not say.</summary>
    internal static bool Names(string principal, string caller)
    {
        if (principal == caller)
            return true;
        var parts = caller.Split(':', 6);
        if (parts[2] != "sts" || !principal.StartsWith($"arn:{parts[1]}:iam::{parts[4]}:role/", StringComparison.Ordinal))
            return false;
        return principal[(principal.LastIndexOf('/') + 1)..] == parts[5].Split('/')[1];
    }

    /// <summary>Whether a principal is the whole account: its root ARN or its number.</summary>
    internal static bool NamesAccount(string principal, string account) =>
        principal == account || (IsRoot(principal) && IsIdentity(principal) && Account(principal) == account);

    /// <summary>What aws:PrincipalArn holds: of a session, the role (IAM User Guide, aws:PrincipalArn).</summary>
    internal static string ForCondition(string caller)
    {
        var parts = caller.Split(':', 6);
        return parts[2] == "sts" ? $"arn:{parts[1]}:iam::{parts[4]}:role/{parts[5].Split('/')[1]}" : caller;
    }

    /// <summary>Whether a key policy may name it: an identity, an account, a federated session, or everyone.</summary>
    internal static bool IsPolicyPrincipal(string principal) => principal == "*" || AccountPattern().IsMatch(principal) || IsIdentity(principal) || FederatedPattern().IsMatch(principal);

    [GeneratedRegex(@"^arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:root|user/[\w+=,.@/-]+|role/[\w+=,.@/-]+)|sts::[0-9]{12}:assumed-role/[\w+=,.@-]+/[\w+=,.@-]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[0-9]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"^arn:aws[a-z-]*:sts::[0-9]{12}:federated-user/[\w+=,.@-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex FederatedPattern();
}
