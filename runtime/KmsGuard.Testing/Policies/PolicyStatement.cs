using System.Text.Json;

namespace KmsGuard.Testing.Policies;

/// <summary>One statement of a policy.</summary>
internal sealed class PolicyStatement
{
    private static readonly string[] Elements = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    private static readonly string[] PrincipalTypes = ["AWS", "Service", "Federated", "CanonicalUser"];

    private string[]? _principals;
    private string[]? _notPrincipals;
    private string[]? _actions;
    private string[]? _notActions;
    private string[]? _resources;
    private string[]? _notResources;
    private PolicyCondition[] _conditions = [];

    internal bool Allows { get; private init; }

    internal static PolicyStatement Parse(JsonElement json, bool forKey)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException("Syntax errors in policy: a statement is not an object");
        CheckElements(json, Elements);
        var effect = json.TryGetProperty("Effect", out var element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        if (effect is not ("Allow" or "Deny"))
            throw new FormatException("Syntax errors in policy: Effect must be Allow or Deny");
        var statement = new PolicyStatement
        {
            Allows = effect == "Allow",
            _principals = Principals(json, "Principal"),
            _notPrincipals = Principals(json, "NotPrincipal"),
            _actions = Element(json, "Action"),
            _notActions = Element(json, "NotAction"),
            _resources = Element(json, "Resource"),
            _notResources = Element(json, "NotResource"),
            _conditions = json.TryGetProperty("Condition", out var conditions) ? [.. PolicyCondition.Parse(conditions)] : [],
        };
        if ((statement._principals is not null && statement._notPrincipals is not null) || (statement._actions is not null && statement._notActions is not null) || (statement._resources is not null && statement._notResources is not null))
            throw new FormatException("Syntax errors in policy: an element and its negation in one statement");
        var named = statement._principals is not null || statement._notPrincipals is not null;
        // API_PutKeyPolicy, Policy: "Each statement in the key policy must contain one or more principals"; one without Action or Resource is accepted and has no effect.
        if (forKey && !named)
            throw new FormatException("Policy contains a statement with no principal");
        if (!forKey && (named || (statement._actions ?? statement._notActions) is null || (statement._resources ?? statement._notResources) is null))
            throw new FormatException("Syntax errors in policy: a statement of an identity-based policy has an action and a resource, and no principal");
        foreach (var action in (statement._actions ?? statement._notActions ?? []).Where(action => action != "*" && !action.Contains(':')))
            throw new FormatException($"Policy statement action is not valid: {action}");
        return statement;
    }

    /// <summary>Whether the statement speaks about the action, the resource and the conditions of a request, whoever makes it.</summary>
    internal bool Covers(AccessRequest request) =>
        (_actions is not null ? _actions.Any(action => Glob.Matches(action, request.Action, ignoreCase: true)) : _notActions is not null && !_notActions.Any(action => Glob.Matches(action, request.Action, ignoreCase: true)))
        && (_resources is not null ? _resources.Any(resource => MatchesResource(resource, request)) : _notResources is not null && !_notResources.Any(resource => MatchesResource(resource, request)))
        && _conditions.All(condition => condition.Holds(request));

    /// <summary>Whether a key policy's statement gives to, or takes from, the caller by name, by role or as one of everybody.</summary>
    internal bool NamesCaller(AccessRequest request)
    {
        if (_principals is not null)
            return _principals.Any(principal => principal == "*" || PrincipalArn.Names(principal, request.PrincipalArn));
        var named = _notPrincipals!.Any(principal => principal == "*" || PrincipalArn.Names(principal, request.PrincipalArn));
        var account = _notPrincipals!.Any(principal => principal == "*" || PrincipalArn.NamesAccount(principal, request.Account));
        // IAM User Guide, NotPrincipal: with Deny a principal is spared only when its account is named beside it.
        return Allows ? !named && !account : !named || !account;
    }

    /// <summary>Whether it names the caller's account: for Allow, the account may go on to give it to its own; for Deny, everybody in the account is meant.</summary>
    internal bool NamesAccount(AccessRequest request) => _principals is not null && _principals.Any(principal => PrincipalArn.NamesAccount(principal, request.Account));

    internal static void CheckElements(JsonElement json, string[] known)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                throw new FormatException($"Syntax errors in policy: Unknown field {property.Name}");
            if (!seen.Add(property.Name))
                throw new FormatException($"Syntax errors in policy: {property.Name} is given twice");
        }
    }

    /// <summary>A text or a list of texts.</summary>
    internal static string[] Texts(JsonElement value, string what, bool scalars)
    {
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        return [.. items.Select(item => item.ValueKind switch
        {
            JsonValueKind.String => item.GetString()!,
            JsonValueKind.True when scalars => "true",
            JsonValueKind.False when scalars => "false",
            JsonValueKind.Number when scalars => item.GetRawText(),
            _ => throw new FormatException($"Syntax errors in policy: {what} is not a text or a list of texts"),
        })];
    }

    private static string[]? Element(JsonElement statement, string name) => statement.TryGetProperty(name, out var value) ? Texts(value, name, scalars: false) : null;

    private static string[]? Principals(JsonElement statement, string name)
    {
        if (!statement.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString() == "*" ? ["*"] : throw new FormatException("Policy contains a statement with one or more invalid principals.");
        if (value.ValueKind != JsonValueKind.Object)
            throw new FormatException("Policy contains a statement with one or more invalid principals.");
        CheckElements(value, PrincipalTypes);
        var all = new List<string>();
        foreach (var type in value.EnumerateObject())
        {
            var names = Texts(type.Value, name, scalars: false);
            if (names.Length == 0 || (type.Name == "AWS" && !Array.TrueForAll(names, PrincipalArn.IsPolicyPrincipal)))
                throw new FormatException("Policy contains a statement with one or more invalid principals.");
            // Services and federated identities never sign a request here: such a statement stands and matches nobody.
            if (type.Name == "AWS")
                all.AddRange(names);
        }
        return [.. all];
    }

    private static bool MatchesResource(string pattern, AccessRequest request) =>
        PolicyVariables.Expand(pattern, request) is { } expanded && Glob.Matches(expanded, request.Resource);
}
