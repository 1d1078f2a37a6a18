using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KmsGuard.Testing.Engine;

namespace KmsGuard.Testing.Operations;

/// <summary>Names for keys.</summary>
internal static partial class AliasOperations
{
    internal static JsonObject? CreateAlias(KmsRequest request)
    {
        var name = RequiredName(request);
        var key = request.Key("kms:CreateAlias", "TargetKeyId");
        Create(request, name, key);
        return null;
    }

    private static void Create(KmsRequest request, string name, KmsKey key)
    {
        if (name.StartsWith("alias/aws/", StringComparison.Ordinal))
            throw new KmsError("NotAuthorizedException", "");
        key.MustNotBePendingDeletion();
        var alias = new KmsAlias(name, key.Account, key.Region, key, request.Now);
        if (request.State.FindAlias(alias.Arn, request.Now) is not null)
            throw new KmsError("AlreadyExistsException", $"An alias with the name {alias.Arn} already exists");
        request.State.Add(alias);
    }

    internal static JsonObject? UpdateAlias(KmsRequest request)
    {
        var name = RequiredName(request);
        var key = request.Key("kms:UpdateAlias", "TargetKeyId");
        var alias = Find(request, name);
        key.MustNotBePendingDeletion();
        alias.Target = key;
        alias.Updated = request.Now;
        return null;
    }

    internal static JsonObject? DeleteAlias(KmsRequest request)
    {
        request.State.Remove(Find(request, RequiredName(request)));
        return null;
    }

    internal static JsonObject ListAliases(KmsRequest request)
    {
        var key = request.Has("KeyId") ? request.Key("kms:ListAliases") : null;
        var aliases = request.State.Aliases(request.Caller.Account, request.Region, request.Now)
            .Where(alias => key is null || alias.Target == key)
            .OrderBy(alias => alias.Name, StringComparer.Ordinal);
        return Paging.Page(request, "Aliases", aliases, alias => alias.Name, alias => new JsonObject
        {
            ["AliasName"] = alias.Name,
            ["AliasArn"] = alias.Arn,
            ["TargetKeyId"] = alias.Target.KeyId,
            ["CreationDate"] = Json.Time(alias.Created),
            ["LastUpdatedDate"] = Json.Time(alias.Updated),
        });
    }

    private static KmsAlias Find(KmsRequest request, string name)
    {
        var arn = $"arn:aws:kms:{request.Region}:{request.Caller.Account}:{name}";
        return request.State.FindAlias(arn, request.Now) ?? throw KmsError.NotFound($"Alias {arn} is not found.");
    }

    private static string RequiredName(KmsRequest request)
    {
        var name = request.RequiredText("AliasName", max: 256);
        // API_CreateAlias, AliasName.
        if (!name.StartsWith("alias/", StringComparison.Ordinal))
            throw new KmsError("InvalidAliasNameException", "Alias must start with the prefix \"alias/\". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        if (name.Length == "alias/".Length || !NamePattern().IsMatch(name))
            throw KmsError.Constraint("AliasName", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$", name);
        return name;
    }

    [GeneratedRegex("^[a-zA-Z0-9:/_-]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
