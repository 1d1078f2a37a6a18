using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KmsGuard.Testing.Engine;
using KmsGuard.Testing.Policies;

namespace KmsGuard.Testing.Operations;

/// <summary>Grants (developer guide, grants; API_CreateGrant).</summary>
internal static partial class GrantOperations
{
    private const int MaxConstraintPairs = 8;
    private const int MaxConstraintValue = 384;

    /// <summary>What a grant for a symmetric encryption key can permit (grant operations). The others are for asymmetric and HMAC keys.</summary>
    private static readonly string[] Grantable =
    [
        "Decrypt", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
        "CreateGrant", "RetireGrant", "DescribeKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
    ];

    private static readonly string[] ForOtherKeys = ["Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret"];

    internal static JsonObject CreateGrant(KmsRequest request)
    {
        if (request.Has("GranteeServicePrincipal") || request.Has("RetiringServicePrincipal"))
            throw KmsError.Unsupported("TestKms grants to principals of accounts only, not to service principals.");
        var name = request.Text("Name", max: 256);
        if (name is not null && !NamePattern().IsMatch(name))
            throw KmsError.Constraint("Name", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$", name);
        var grantee = Principal(request.RequiredText("GranteePrincipal", max: 256));
        var retiring = request.Text("RetiringPrincipal", max: 256) is { } principal ? Principal(principal) : null;
        string[] operations = [.. request.List("Operations", int.MaxValue).Select(operation => KmsRequest.TextOf(operation, "Operations")).Distinct()];
        if (operations.Length == 0)
            throw KmsError.Constraint("Operations", "Member must not be null", "null");
        if (Array.Find(operations, operation => !Grantable.Contains(operation, StringComparer.Ordinal)) is { } bad)
        {
            throw ForOtherKeys.Contains(bad, StringComparer.Ordinal)
                ? KmsError.Validation($"Grant operation {bad} is not supported by KeySpec SYMMETRIC_DEFAULT.")
                : KmsError.Constraint("Operations", $"Member must satisfy constraint: [Member must satisfy enum value set: [{string.Join(", ", [.. Grantable, .. ForOtherKeys])}]]", bad);
        }
        var (equals, subset) = Constraints(request);
        request.CheckGrantTokens();
        request.Conditions["kms:GranteePrincipal"] = [grantee];
        request.Conditions["kms:GrantOperations"] = operations;
        request.Conditions["kms:GrantIsForAWSResource"] = ["false"];
        if (retiring is not null)
            request.Conditions["kms:RetiringPrincipal"] = [retiring];
        if (equals is not null)
            request.Conditions["kms:GrantConstraintType"] = ["EncryptionContextEquals"];
        else if (subset is not null)
            request.Conditions["kms:GrantConstraintType"] = ["EncryptionContextSubset"];
        request.Decide(equals ?? subset ?? KmsRequest.NoContext);
        var key = request.Find("kms:CreateGrant", "KeyId", alias: false);
        var by = Authorizer.RequireKey(request, "kms:CreateGrant", key);
        key.MustBeEnabled();
        var grant = new KmsGrant(key, request.Now, request.Caller.Account) { Name = name, Grantee = grantee, Retiring = retiring, Operations = operations, ContextEquals = equals, ContextSubset = subset };
        if (by is not null && !by.PermitsToGrant(grant))
            throw request.Caller.Denied("kms:CreateGrant", key.Arn, "because the grant that allows it allows less than the new one would");
        request.EndOfDryRun();
        // API_CreateGrant, Name: a retry with identical parameters finds the grant that was made, and gets another token for it.
        if (name is not null && key.Grants.Find(grant.IsLike) is { } made)
            grant = made;
        else
            key.Grants.Add(grant);
        grant.Tokens.Add(Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)));
        return new JsonObject { ["GrantId"] = grant.Id, ["GrantToken"] = grant.Tokens[^1] };
    }

    internal static JsonObject ListGrants(KmsRequest request)
    {
        var id = request.Has("GrantId") ? GrantId(request) : null;
        var grantee = request.Text("GranteePrincipal", max: 256);
        var key = request.Key("kms:ListGrants");
        return Paging.Page(request, "Grants", key.Grants.Where(grant => (id is null || grant.Id == id) && (grantee is null || grant.Grantee == grantee)), grant => grant.Id, Write);
    }

    internal static JsonObject ListRetirableGrants(KmsRequest request)
    {
        if (request.Has("RetiringServicePrincipal"))
            throw KmsError.Unsupported("TestKms knows no service principals.");
        var retiring = Principal(request.RequiredText("RetiringPrincipal", max: 256));
        // API_ListRetirableGrants: "the authorized resource in ListRetirableGrants calls is the retiring principal"; one of the caller's own account.
        Authorizer.RequireIdentity(request, "kms:ListRetirableGrants", retiring);
        if (PrincipalArn.Account(retiring) != request.Caller.Account)
            throw request.Caller.Denied("kms:ListRetirableGrants", retiring, "because it is a principal of another account");
        return Paging.Page(request, "Grants", request.State.Grants(request.Region, request.Now).Where(grant => grant.Retiring == retiring), grant => grant.Id, Write);
    }

    internal static JsonObject? RetireGrant(KmsRequest request)
    {
        KmsGrant grant;
        if (request.Text("GrantToken", max: 8192) is { } token)
        {
            if (request.Has("GrantId") || request.Has("KeyId"))
                throw KmsError.Validation("Specify either a grant token or a grant ID and a key ID.");
            grant = request.State.Grants(request.Region, request.Now).FirstOrDefault(one => one.Tokens.Contains(token)) ?? throw new KmsError("InvalidGrantTokenException", "The grant token is not valid.");
            request.Resources.Add(grant.Key.Arn);
        }
        else
        {
            if (!request.Has("GrantId") || !request.Has("KeyId"))
                throw KmsError.Validation("Specify either a grant token or a grant ID and a key ID.");
            grant = Find(request, request.Find("kms:RetireGrant", "KeyId", alias: false));
        }
        // Retiring and revoking grants: the grant decides, a Deny can forbid, and the accounts concerned can delegate by IAM.
        request.Decide(grant.ContextEquals ?? grant.ContextSubset ?? KmsRequest.NoContext);
        Authorizer.RefuseIfDenied(request, "kms:RetireGrant", grant.Key);
        var caller = request.Caller;
        var byGrant = (grant.Retiring is not null && PrincipalArn.Names(grant.Retiring, caller.PrincipalArn))
            || (grant.Operations.Contains("RetireGrant", StringComparer.Ordinal) && grant.IsFor(caller.PrincipalArn));
        var byAccount = (caller.Account == grant.IssuingAccount || caller.Account == grant.Key.Account || (grant.Retiring is not null && PrincipalArn.NamesAccount(grant.Retiring, caller.Account)))
            && Authorizer.IdentityAllows(request, "kms:RetireGrant", grant.Key);
        if (!byGrant && !byAccount)
            throw caller.Denied("kms:RetireGrant", grant.Key.Arn, "because neither the grant nor an identity-based policy allows the kms:RetireGrant action");
        request.EndOfDryRun();
        grant.Key.Grants.Remove(grant);
        return null;
    }

    internal static JsonObject? RevokeGrant(KmsRequest request)
    {
        GrantId(request);
        request.Conditions["kms:GrantIsForAWSResource"] = ["false"];
        var key = request.Key("kms:RevokeGrant");
        var grant = Find(request, key);
        request.EndOfDryRun();
        key.Grants.Remove(grant);
        return null;
    }

    private static KmsGrant Find(KmsRequest request, KmsKey key)
    {
        var id = GrantId(request);
        return key.Grants.Find(grant => grant.Id == id) ?? throw KmsError.NotFound($"Grant ID {id} not found");
    }

    private static string GrantId(KmsRequest request)
    {
        var id = request.RequiredText("GrantId", max: 128);
        return id.Length == 64 && id.All(char.IsAsciiHexDigitLower) ? id : throw new KmsError("InvalidGrantIdException", "The grant ID is not valid.");
    }

    private static (IReadOnlyDictionary<string, string>? Exact, IReadOnlyDictionary<string, string>? Subset) Constraints(KmsRequest request)
    {
        if (request.Object("Constraints") is not { } constraints)
            return (null, null);
        if (constraints.TryGetProperty("SourceArn", out var source) && source.ValueKind != JsonValueKind.Null)
            throw KmsError.Unsupported("TestKms has no calls on behalf of AWS resources: the SourceArn constraint is not supported.");
        return (Pairs(constraints, "EncryptionContextEquals"), Pairs(constraints, "EncryptionContextSubset"));
    }

    private static IReadOnlyDictionary<string, string>? Pairs(JsonElement constraints, string name)
    {
        if (!constraints.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
            return null;
        var pairs = KmsRequest.Pairs(element, name);
        // API_GrantConstraints: "up to 8 encryption context pairs", "cannot exceed 384 characters".
        if (pairs.Count > MaxConstraintPairs || pairs.Any(pair => pair.Value.Length > MaxConstraintValue))
            throw KmsError.Validation($"{name} has at most {MaxConstraintPairs} pairs, with values of at most {MaxConstraintValue} characters.");
        return pairs;
    }

    private static string Principal(string arn) =>
        PrincipalArn.IsPolicyPrincipal(arn) && arn.StartsWith("arn:", StringComparison.Ordinal) ? arn : throw new KmsError("InvalidArnException", $"ARN does not refer to a valid principal: {arn}");

    private static JsonObject Write(KmsGrant grant)
    {
        var entry = new JsonObject
        {
            ["KeyId"] = grant.Key.Arn,
            ["GrantId"] = grant.Id,
            ["CreationDate"] = Json.Time(grant.Created),
            ["GranteePrincipal"] = grant.Grantee,
            ["IssuingAccount"] = $"arn:aws:iam::{grant.IssuingAccount}:root",
            ["Operations"] = new JsonArray([.. grant.Operations.Select(operation => JsonValue.Create(operation))]),
        };
        if (grant.Name is not null)
            entry["Name"] = grant.Name;
        if (grant.Retiring is not null)
            entry["RetiringPrincipal"] = grant.Retiring;
        var constraints = new JsonObject();
        if (grant.ContextEquals is not null)
            constraints["EncryptionContextEquals"] = Json.Map(grant.ContextEquals);
        if (grant.ContextSubset is not null)
            constraints["EncryptionContextSubset"] = Json.Map(grant.ContextSubset);
        if (constraints.Count > 0)
            entry["Constraints"] = constraints;
        return entry;
    }

    [GeneratedRegex("^[a-zA-Z0-9:/_-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
