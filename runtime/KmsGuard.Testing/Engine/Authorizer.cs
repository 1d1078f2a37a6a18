using System.Globalization;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Engine;

/// <summary>Decides by key policy, identity-based policies and grants (developer guide, "Determining access to AWS KMS keys").</summary>
internal static class Authorizer
{
    /// <summary>The actions that work on a key of another account (permissions reference, cross-account use).</summary>
    private static readonly HashSet<string> CrossAccount = new(StringComparer.Ordinal)
    {
        "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext", "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant", "kms:RetireGrant", "kms:GetKeyRotationStatus",
    };

    /// <summary>Refuses what nothing allows or something denies.</summary>
    /// <returns>The grant that alone allows it, or <see langword="null"/> when a policy does.</returns>
    internal static KmsGrant? RequireKey(KmsRequest request, string action, KmsKey key, PolicyDocument? policy = null)
    {
        policy ??= key.Policy;
        var caller = request.Caller;
        var values = Values(request, key);
        var forIdentity = new AccessRequest(caller.PrincipalArn, action, key.Arn, values);
        // kms:ResourceAliases counts in identity-based policies only (developer guide, kms:ResourceAliases).
        var forKey = forIdentity with { Values = values.Where(pair => pair.Key != "kms:ResourceAliases").ToDictionary(StringComparer.OrdinalIgnoreCase) };
        if (policy.Statements.Any(statement => !statement.Allows && (statement.NamesCaller(forKey) || statement.NamesAccount(forKey)) && statement.Covers(forKey)))
            throw caller.Denied(action, key.Arn, "with an explicit deny in a resource-based policy");
        RefuseIfIdentityDenies(caller, forIdentity);
        var sameAccount = caller.Account == key.Account;
        var none = $"because no resource-based policy allows the {action} action";
        if (!sameAccount && !CrossAccount.Contains(action))
            throw caller.Denied(action, key.Arn, none);

        var byIdentity = IdentityAllows(caller, forIdentity);
        // By name, a principal of the key's own account needs nothing else; one of another account needs its own account's leave too.
        var byName = policy.Statements.Any(statement => statement.Allows && statement.NamesCaller(forKey) && statement.Covers(forKey));
        if (byName && (sameAccount || byIdentity))
            return null;
        var byAccount = policy.Statements.Any(statement => statement.Allows && statement.NamesAccount(forKey) && statement.Covers(forKey));
        if (byAccount && byIdentity)
            return null;
        var operation = action["kms:".Length..];
        foreach (var grant in key.Grants)
        {
            if (grant.IsFor(caller.PrincipalArn) && request.Knows(grant) && grant.Permits(operation, request.CurrentContext) && (byIdentity || (sameAccount && PrincipalArn.Names(grant.Grantee, caller.PrincipalArn))))
                return grant;
        }
        throw caller.Denied(action, key.Arn, byName || byAccount ? $"because no identity-based policy allows the {action} action" : none);
    }

    /// <summary>For what has no key: only identity-based policies count.</summary>
    internal static void RequireIdentity(KmsRequest request, string action, string resource)
    {
        var access = new AccessRequest(request.Caller.PrincipalArn, action, resource, Values(request, null));
        RefuseIfIdentityDenies(request.Caller, access);
        if (!IdentityAllows(request.Caller, access))
            throw request.Caller.Denied(action, resource, $"because no identity-based policy allows the {action} action");
    }

    /// <summary>Whether a Deny speaks against it, for what is otherwise not decided by policies.</summary>
    internal static void RefuseIfDenied(KmsRequest request, string action, KmsKey key)
    {
        var access = new AccessRequest(request.Caller.PrincipalArn, action, key.Arn, Values(request, key));
        if (key.Policy.Statements.Any(statement => !statement.Allows && (statement.NamesCaller(access) || statement.NamesAccount(access)) && statement.Covers(access)))
            throw request.Caller.Denied(action, key.Arn, "with an explicit deny in a resource-based policy");
        RefuseIfIdentityDenies(request.Caller, access);
    }

    internal static bool IdentityAllows(KmsRequest request, string action, KmsKey key) =>
        IdentityAllows(request.Caller, new AccessRequest(request.Caller.PrincipalArn, action, key.Arn, Values(request, key)));

    private static bool IdentityAllows(KmsCaller caller, AccessRequest access) =>
        caller.IsRoot || caller.IdentityPolicies.Any(policy => policy.Statements.Any(statement => statement.Allows && statement.Covers(access)));

    private static void RefuseIfIdentityDenies(KmsCaller caller, AccessRequest access)
    {
        if (caller.IdentityPolicies.Any(policy => policy.Statements.Any(statement => !statement.Allows && statement.Covers(access))))
            throw caller.Denied(access.Action, access.Resource, "with an explicit deny in an identity-based policy");
    }

    /// <summary>The condition keys that every request has, those of the key, and those that the operation set. What is not here is absent, as with AWS for an action that does not support the key.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Values(KmsRequest request, KmsKey? key)
    {
        var caller = request.Caller;
        var values = new Dictionary<string, IReadOnlyList<string>>(request.Conditions, StringComparer.OrdinalIgnoreCase)
        {
            ["kms:CallerAccount"] = [caller.Account],
            ["aws:PrincipalArn"] = [PrincipalArn.ForCondition(caller.PrincipalArn)],
            ["aws:PrincipalAccount"] = [caller.Account],
            ["aws:PrincipalType"] = [caller.IsRoot ? "Account" : caller.PrincipalArn.Contains(":user/", StringComparison.Ordinal) ? "User" : "AssumedRole"],
            ["aws:PrincipalIsAWSService"] = ["false"],
            ["aws:ViaAWSService"] = ["false"],
            ["aws:RequestedRegion"] = [request.Region],
            ["aws:SourceIp"] = ["127.0.0.1"],
            ["aws:SecureTransport"] = ["true"],
            ["aws:CurrentTime"] = [request.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)],
            ["aws:EpochTime"] = [request.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)],
        };
        if (caller.PrincipalArn.Contains(":user/", StringComparison.Ordinal))
            values["aws:username"] = [caller.PrincipalArn[(caller.PrincipalArn.LastIndexOf('/') + 1)..]];
        if (key is not null)
        {
            values["aws:ResourceAccount"] = [key.Account];
            values["kms:KeySpec"] = ["SYMMETRIC_DEFAULT"];
            values["kms:KeyUsage"] = ["ENCRYPT_DECRYPT"];
            values["kms:KeyOrigin"] = ["AWS_KMS"];
            values["kms:MultiRegion"] = [key.Family.MultiRegion ? "true" : "false"];
            if (key.Family.MultiRegion)
                values["kms:MultiRegionKeyType"] = [key.IsPrimary ? "PRIMARY" : "REPLICA"];
            string[] aliases = [.. request.State.AliasesOf(key).Select(alias => alias.Name)];
            if (aliases.Length > 0)
                values["kms:ResourceAliases"] = aliases;
            foreach (var (tag, value) in key.Tags)
                values[$"aws:ResourceTag/{tag}"] = [value];
        }
        foreach (var (name, value) in caller.ConditionValues)
            values[name] = [value];
        return values;
    }
}
