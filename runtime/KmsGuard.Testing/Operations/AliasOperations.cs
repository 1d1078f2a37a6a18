using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Names for keys. Who manages them needs leave for the alias and for each key concerned (developer guide, controlling access to aliases).</summary>
internal static partial class AliasOperations
{
    /// <summary>Resource quotas, "Aliases per KMS key".</summary>
    private const int MaxPerKey = 50;

    /// <summary>API_CreateAlias, AliasName.</summary>
    private const int MaxName = 256;

    internal static JsonObject? CreateAlias(KmsRequest request)
    {
        var name = RequiredName(request);
        var key = request.Key("kms:CreateAlias", "TargetKeyId");
        Authorizer.RequireIdentity(request, "kms:CreateAlias", Arn(request, name));
        key.MustNotBePendingDeletion();
        Create(request.State, name, key, request.Now);
        return null;
    }

    internal static void Create(KmsState state, string name, KmsKey key, DateTimeOffset now)
    {
        var alias = new KmsAlias(name, key, now);
        if (state.FindAlias(alias.Arn, now) is not null)
            throw new KmsError("AlreadyExistsException", $"An alias with the name {alias.Arn} already exists");
        MustHaveRoom(state, key);
        state.Add(alias);
    }

    internal static JsonObject? UpdateAlias(KmsRequest request)
    {
        var name = RequiredName(request);
        var key = request.Key("kms:UpdateAlias", "TargetKeyId");
        var alias = Find(request, name);
        Authorizer.RequireIdentity(request, "kms:UpdateAlias", alias.Arn);
        Authorizer.RequireKey(request, "kms:UpdateAlias", alias.Target);
        key.MustNotBePendingDeletion();
        if (alias.Target != key)
            MustHaveRoom(request.State, key);
        alias.Target = key;
        alias.Updated = request.Now;
        return null;
    }

    internal static JsonObject? DeleteAlias(KmsRequest request)
    {
        var alias = Find(request, RequiredName(request));
        request.Resources.Add(alias.Target.Arn);
        Authorizer.RequireIdentity(request, "kms:DeleteAlias", alias.Arn);
        Authorizer.RequireKey(request, "kms:DeleteAlias", alias.Target);
        request.State.Remove(alias);
        return null;
    }

    internal static JsonObject ListAliases(KmsRequest request)
    {
        Authorizer.RequireIdentity(request, "kms:ListAliases", "*");
        var key = request.Has("KeyId") ? request.Find("kms:ListAliases", "KeyId", alias: false) : null;
        var aliases = request.State.Aliases(request.Caller.Account, request.Region, request.Now).Where(alias => key is null || alias.Target == key);
        return Paging.Page(request, "Aliases", aliases, alias => alias.Name, alias => new JsonObject
        {
            ["AliasName"] = alias.Name,
            ["AliasArn"] = alias.Arn,
            ["TargetKeyId"] = alias.Target.KeyId,
            ["CreationDate"] = Json.Time(alias.Created),
            ["LastUpdatedDate"] = Json.Time(alias.Updated),
        });
    }

    /// <summary>API_CreateAlias, AliasName.</summary>
    internal static void CheckName(string name)
    {
        if (!name.StartsWith("alias/", StringComparison.Ordinal))
            throw new KmsError("InvalidAliasNameException", "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        if (name.Length == "alias/".Length || name.Length > MaxName || !NamePattern().IsMatch(name))
            throw KmsError.Constraint("AliasName", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$", name);
        if (name.StartsWith("alias/aws/", StringComparison.Ordinal))
            throw new KmsError("InvalidAliasNameException", "The prefix alias/aws/ is reserved for AWS managed keys.");
    }

    private static void MustHaveRoom(KmsState state, KmsKey key)
    {
        if (state.AliasesOf(key).Count() >= MaxPerKey)
            throw new KmsError("LimitExceededException", $"The key {key.Arn} has {MaxPerKey} aliases already.");
    }

    private static KmsAlias Find(KmsRequest request, string name) =>
        request.State.FindAlias(Arn(request, name), request.Now) ?? throw KmsError.NotFound($"Alias {Arn(request, name)} is not found.");

    private static string Arn(KmsRequest request, string name) => $"arn:aws:kms:{request.Region}:{request.Caller.Account}:{name}";

    private static string RequiredName(KmsRequest request)
    {
        var name = request.RequiredText("AliasName", max: MaxName);
        CheckName(name);
        return name;
    }

    [GeneratedRegex("^[a-zA-Z0-9:/_-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
