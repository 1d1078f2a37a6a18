using System.Text.Json;

namespace KmsGuard.Tool.Generating;

/// <summary>Writes the policies of one key: of the key itself, with administration apart from use, and of the role that uses it.</summary>
internal static class PolicyWriter
{
    private const string AnyResource = "*";

    private static readonly Statement Administration = new(
        "Administration",
        [
            "DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants", "ListKeyPolicies", "ListKeyRotations", "ListResourceTags",
            "CancelKeyDeletion", "CreateAlias", "DisableKey", "DisableKeyRotation", "EnableKey", "EnableKeyRotation", "RevokeGrant", "RotateKeyOnDemand",
            "TagResource", "UntagResource", "UpdateAlias", "UpdateKeyDescription",
        ],
        []);

    /// <summary>What can lose the data or give it away (AWS KMS Best Practices, Multi-Factor Authentication).</summary>
    private static readonly Statement CriticalAdministration = new("CriticalAdministration", ["DeleteAlias", "PutKeyPolicy", "ScheduleKeyDeletion"], []);

    internal static string KeyPolicy(PolicyWish wish, string account, IReadOnlyList<Statement> use) => Write(json =>
    {
        // In a key's policy "*" is the key.
        var admins = wish.Admins.Count > 0 ? wish.Admins : [account];
        Administration.Write(json, admins, [AnyResource]);
        (wish.WithoutMfa ? CriticalAdministration : CriticalAdministration with { Conditions = [("Bool", "aws:MultiFactorAuthPresent", ["true"])] }).Write(json, admins, [AnyResource]);
        foreach (var statement in use)
            statement.Write(json, wish.Roles, [AnyResource]);
    });

    /// <param name="use">What is allowed.</param>
    /// <param name="resource">The ARN of the key, or of all keys among which the alias chooses.</param>
    /// <param name="alias">The alias, or <see langword="null"/>.</param>
    internal static string IdentityPolicy(IReadOnlyList<Statement> use, string resource, string? alias) => Write(json =>
    {
        foreach (var statement in use)
        {
            var here = alias is null ? statement : statement with { Conditions = [.. statement.Conditions, ("ForAnyValue:StringEquals", "kms:ResourceAliases", [alias])] };
            here.Write(json, [], [resource]);
        }
    });

    private static string Write(Action<Utf8JsonWriter> statements) => ToolJson.Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("Version", "2012-10-17");
        json.WriteStartArray("Statement");
        statements(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
