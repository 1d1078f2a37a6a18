using System.Text.Json;
using System.Text.RegularExpressions;

namespace KmsGuard.Testing.Engine;

/// <summary>One request: who asks what, where and when, and the parameters, checked as they are read.</summary>
internal sealed partial class KmsRequest(KmsState state, string operation, JsonElement parameters, KmsCaller caller, string region, DateTimeOffset now, string requestId, TimeSpan grantPropagation = default)
{
    internal KmsState State { get; } = state;

    internal string Operation { get; } = operation;

    internal KmsCaller Caller { get; } = caller;

    internal string Region { get; } = region;

    internal DateTimeOffset Now { get; } = now;

    internal string RequestId { get; } = requestId;

    /// <summary>The condition keys that the operation sets.</summary>
    internal Dictionary<string, IReadOnlyList<string>> Conditions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The encryption context that is being decided about: of ReEncrypt first the source's, then the destination's.</summary>
    internal IReadOnlyDictionary<string, string> CurrentContext { get; private set; } = NoContext;

    /// <summary>The keys that the request turned out to be about, for the log.</summary>
    internal List<string> Resources { get; } = [];

    private JsonElement? Find(string name) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal bool Has(string name) => Find(name) is not null;

    internal string? Text(string name, int min = 1, int max = int.MaxValue)
    {
        if (Find(name) is not { } element)
            return null;
        var value = TextOf(element, name);
        if (value.Length < min)
            throw KmsError.Constraint(name, $"Member must have length greater than or equal to {min}", value);
        if (value.Length > max)
            throw KmsError.Constraint(name, $"Member must have length less than or equal to {max}", value);
        return value;
    }

    internal string RequiredText(string name, int min = 1, int max = int.MaxValue) =>
        Text(name, min, max) ?? throw KmsError.Constraint(name, "Member must not be null", "null");

    internal string? OneOf(string name, params string[] values)
    {
        var value = Text(name);
        return value is null || values.Contains(value, StringComparer.Ordinal)
            ? value
            : throw KmsError.Constraint(name, $"Member must satisfy enum value set: [{string.Join(", ", values)}]", value);
    }

    internal byte[] RequiredBytes(string name, int max)
    {
        if (Find(name) is not { } element)
            throw KmsError.Constraint(name, "Member must not be null", "null");
        if (element.ValueKind != JsonValueKind.String || !element.TryGetBytesFromBase64(out var value))
            throw new KmsError("SerializationException", $"{name} is not base64.");
        if (value.Length < 1)
            throw KmsError.Constraint(name, "Member must have length greater than or equal to 1");
        if (value.Length > max)
            throw KmsError.Constraint(name, $"Member must have length less than or equal to {max}");
        return value;
    }

    internal int? Number(string name, int min, int max)
    {
        if (Find(name) is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var value))
            throw new KmsError("SerializationException", $"{name} is not an integer.");
        if (value < min)
            throw KmsError.Constraint(name, $"Member must have value greater than or equal to {min}", $"{value}");
        if (value > max)
            throw KmsError.Constraint(name, $"Member must have value less than or equal to {max}", $"{value}");
        return value;
    }

    internal bool Flag(string name) => Find(name) is { } element && element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new KmsError("SerializationException", $"{name} is not a Boolean."),
    };

    internal static readonly IReadOnlyDictionary<string, string> NoContext = new Dictionary<string, string>();

    /// <summary>For the log, which must not fail over a request that has.</summary>
    internal string? NamedKey
    {
        get
        {
            try
            {
                return Text("KeyId", min: 0) ?? Text("SourceKeyId", min: 0) ?? Text("TargetKeyId", min: 0);
            }
            catch (KmsError)
            {
                return null;
            }
        }
    }

    /// <summary>For the log, which must not fail over a request that has.</summary>
    internal IReadOnlyDictionary<string, string> LoggedContext(string name)
    {
        try
        {
            return Context(name);
        }
        catch (KmsError)
        {
            return NoContext;
        }
    }

    internal IReadOnlyDictionary<string, string> Context(string name) => Pairs(Find(name), name);

    internal static IReadOnlyDictionary<string, string> Pairs(JsonElement? element, string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element is not { } map)
            return pairs;
        if (map.ValueKind != JsonValueKind.Object)
            throw new KmsError("SerializationException", $"{name} is not a map.");
        foreach (var pair in map.EnumerateObject())
            pairs[NameOf(pair, name)] = TextOf(pair.Value, name);
        return pairs;
    }

    internal IReadOnlyList<JsonElement> List(string name, int max)
    {
        if (Find(name) is not { } element)
            return [];
        if (element.ValueKind != JsonValueKind.Array)
            throw new KmsError("SerializationException", $"{name} is not a list.");
        return element.GetArrayLength() <= max
            ? [.. element.EnumerateArray()]
            : throw KmsError.Constraint(name, $"Member must have length less than or equal to {max}");
    }

    internal JsonElement? Object(string name) =>
        Find(name) is not { } element ? null
        : element.ValueKind == JsonValueKind.Object ? element
        : throw new KmsError("SerializationException", $"{name} is not an object.");

    internal static string TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.String ? Unicode(() => element.GetString()!, name) : throw new KmsError("SerializationException", $"{name} is not a string.");

    private static string NameOf(JsonProperty property, string name) => Unicode(() => property.Name, name);

    /// <summary>A lone surrogate, escaped, is JSON and no text.</summary>
    private static string Unicode(Func<string> read, string name)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new KmsError("SerializationException", $"{name} is not valid Unicode text.");
        }
    }

    /// <summary>For GenerateDataKeyPair: made before the engine was locked, because an RSA pair takes its time.</summary>
    internal DataKeyPair? PreparedKeyPair { get; init; }

    /// <summary>Notes a cryptographic operation that has succeeded.</summary>
    internal void Used(KmsKey key) => key.LastUse = new KeyUse(Operation, Now, RequestId);

    /// <summary>Makes this the encryption context that policies and grants are to decide about.</summary>
    internal void Decide(IReadOnlyDictionary<string, string> context)
    {
        CurrentContext = context;
        foreach (var name in Conditions.Keys.Where(name => name.StartsWith("kms:EncryptionContext", StringComparison.OrdinalIgnoreCase)).ToArray())
            Conditions.Remove(name);
        foreach (var (key, value) in context)
            Conditions[$"kms:EncryptionContext:{key}"] = [value];
        if (context.Count > 0)
            Conditions["kms:EncryptionContextKeys"] = [.. context.Keys];
    }

    /// <summary>The key that a parameter names by key id or key ARN, when the caller may do this with it.</summary>
    internal KmsKey Key(string action, string parameter = "KeyId")
    {
        var key = Find(action, parameter, alias: false);
        Authorizer.RequireKey(this, action, key);
        return key;
    }

    /// <summary>The key that a parameter names by key id, key ARN, alias name or alias ARN, when the caller may do this with it.</summary>
    internal KmsKey KeyOrAlias(string action, string parameter = "KeyId")
    {
        var key = Find(action, parameter, alias: true);
        Authorizer.RequireKey(this, action, key);
        return key;
    }

    /// <summary>Whether a grant has reached this part of AWS KMS, or the caller brings its token (developer guide, grant tokens).</summary>
    internal bool Knows(KmsGrant grant) =>
        grant.Created + grantPropagation <= Now || GrantTokens().Any(grant.Tokens.Contains);

    /// <summary>Refuses tokens that no grant of the Region has.</summary>
    internal void CheckGrantTokens()
    {
        var tokens = GrantTokens();
        if (tokens.Count > 0 && tokens.Except(State.Grants(Region, Now).SelectMany(grant => grant.Tokens)).Any())
            throw new KmsError("InvalidGrantTokenException", "The grant token is not valid.");
    }

    /// <summary>The member of a family that is in the caller's Region, for a ciphertext that was given without its key.</summary>
    internal KmsKey FindMember(KeyFamily family)
    {
        if (family.Members.Find(member => member.Region == Region) is not { } member || State.FindKey(member.Arn, Now) is not { } key)
            throw new KmsError("AccessDeniedException", "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.");
        Resources.Add(key.Arn);
        return key;
    }

    /// <summary>With everything checked: a dry run ends here (developer guide, testing permissions).</summary>
    internal void EndOfDryRun()
    {
        if (Flag("DryRun"))
            throw new KmsError("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");
    }

    internal KmsKey Find(string action, string parameter, bool alias)
    {
        var id = RequiredText(parameter, max: 2048);
        var arn = id;
        if (!id.StartsWith("arn:", StringComparison.Ordinal))
        {
            if (id.StartsWith("alias/", StringComparison.Ordinal) && alias)
                arn = $"arn:aws:kms:{Region}:{Caller.Account}:{id}";
            else if (KeyIdPattern().IsMatch(id))
                arn = $"arn:aws:kms:{Region}:{Caller.Account}:key/{id}";
            else
                throw KmsError.NotFound($"Invalid keyId {id}");
        }
        var parts = arn.Split(':', 6);
        if (parts.Length != 6 || parts[2] != "kms" || !(parts[5].StartsWith("key/", StringComparison.Ordinal) || (alias && parts[5].StartsWith("alias/", StringComparison.Ordinal))))
            throw new KmsError(alias ? "NotFoundException" : "InvalidArnException", $"Invalid arn {id}");
        if (parts[3] != Region)
            throw KmsError.NotFound($"Invalid arn {parts[3]}");
        KmsKey? key;
        Conditions.Remove("kms:RequestAlias");
        if (parts[5].StartsWith("alias/", StringComparison.Ordinal))
        {
            key = State.FindAlias(arn, Now)?.Target ?? throw Missing(parts[4], action, arn, $"Alias {arn} is not found.");
            Conditions["kms:RequestAlias"] = [parts[5]];
        }
        else
        {
            key = State.FindKey(arn, Now) ?? throw Missing(parts[4], action, arn, $"Key '{arn}' does not exist");
        }
        Resources.Add(key.Arn);
        return key;
    }

    private List<string> GrantTokens() => [.. List("GrantTokens", 10).Select(token => TextOf(token, "GrantTokens"))];

    /// <summary>Whether a key of another account exists is not told to who may not use it.</summary>
    private KmsError Missing(string account, string action, string arn, string message) =>
        account == Caller.Account ? KmsError.NotFound(message) : Caller.Denied(action, arn, "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access");

    [GeneratedRegex("^(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|mrk-[0-9a-fA-F]{32})$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyIdPattern();
}
