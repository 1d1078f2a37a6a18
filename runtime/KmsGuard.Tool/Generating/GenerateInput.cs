using System.Text.RegularExpressions;

namespace KmsGuard.Tool.Generating;

/// <summary>What was typed, checked: a policy with a wrong ARN is refused by AWS, or worse, taken.</summary>
internal sealed partial class GenerateInput
{
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);
    private readonly string? _onlyResource;

    /// <exception cref="InvalidDataException">Something is wrong; the message names the option.</exception>
    internal GenerateInput(string[] roles, string[] admins, string? account, string[] viaServices, string[] resources, string[] context, string[] keyOfClass)
    {
        Roles = [.. roles.Select(static role => Checked("--role", role, UserOrRole()))];
        Admins = [.. admins.Select(static admin => Checked("--admin", admin, Principal()))];
        ViaServices = [.. viaServices.Select(static name => Service().IsMatch(name) ? name : throw Wrong("--via-service", name, "is no name of a service with its Region, such as s3.eu-west-1.amazonaws.com"))];
        string[] accounts = account is not null ? [account] : [.. roles.Select(static role => role.Split(':')[4]).Distinct()];
        if (accounts is not [var one])
            throw new InvalidDataException($"The roles are of {accounts.Length} accounts: say by --account which has the key");
        Account = AccountId().IsMatch(one) ? one : throw Wrong("--account", one, "is no account: it has 12 digits");
        Partition = roles[0].Split(':')[1];
        foreach (var text in resources)
        {
            var (name, resource) = text.Split('=', 2) is [var left, var right] ? (left, right) : (null, text);
            if (!KeyOrAlias().IsMatch(resource))
                throw Wrong("--resource", text, "is neither the ARN of a key nor alias/NAME");
            if (name is null ? resources.Length > 1 : !_resources.TryAdd(name, resource))
                throw Wrong("--resource", text, "does not say for which logical key: give each once, as NAME=KEY");
            _onlyResource = name is null ? resource : null;
        }
        Context = Pairs("--context", context).ToLookup(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        var classes = Pairs("--class", keyOfClass).ToLookup(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        KeyOfClass = classes.ToDictionary(static one => one.Key, static one => one.Single(), StringComparer.Ordinal);
    }

    internal IReadOnlyList<string> Roles { get; }

    internal IReadOnlyList<string> Admins { get; }

    internal IReadOnlyList<string> ViaServices { get; }

    internal string Account { get; }

    internal string Partition { get; }

    internal ILookup<string, string> Context { get; }

    internal IReadOnlyDictionary<string, string> KeyOfClass { get; }

    /// <summary>What fits no key that is used was misspelt.</summary>
    internal void Check(IReadOnlyList<KeyUse> uses)
    {
        var names = uses.Select(static use => use.KeyName).ToHashSet(StringComparer.Ordinal);
        if (_resources.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw Wrong("--resource", unknown, $"is no logical key here: there are {string.Join(", ", names)}");
        if (_onlyResource is { } only && names.Count > 1)
            throw Wrong("--resource", only, $"does not say for which logical key: {string.Join(", ", names)}. Give NAME=KEY");
        var sent = uses.SelectMany(static use => use.Shapes).SelectMany(static shape => shape.Shape.Always.Concat(shape.Shape.Sometimes)).ToHashSet(StringComparer.Ordinal);
        if (Context.FirstOrDefault(pair => !sent.Contains(pair.Key)) is { } foreign)
            throw Wrong("--context", foreign.Key, $"is no pair of an encryption context here: there are {(sent.Count > 0 ? string.Join(", ", sent.Order(StringComparer.Ordinal)) : "none")}");
    }

    /// <summary>The ARN or alias of a logical key, if it was given.</summary>
    internal string? ResourceOf(string keyName) => _resources.GetValueOrDefault(keyName) ?? _onlyResource;

    private static KeyValuePair<string, string>[] Pairs(string option, string[] texts) => texts
        .Select(text => text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value] ? KeyValuePair.Create(key, value) : throw Wrong(option, text, "is not of the form KEY=VALUE"))
        .ToArray();

    private static string Checked(string option, string arn, Regex form)
    {
        if (arn.Contains(":assumed-role/", StringComparison.Ordinal))
            throw Wrong(option, arn, "is a session of a role: give the role itself, arn:aws:iam::ACCOUNT:role/NAME");
        return form.IsMatch(arn) ? arn : throw Wrong(option, arn, "is not the ARN of a role or user, such as arn:aws:iam::111122223333:role/app; wildcards are not taken");
    }

    private static InvalidDataException Wrong(string option, string text, string problem) => new($"{option} {text} {problem}");

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+$", RegexOptions.ECMAScript)]
    private static partial Regex UserOrRole();

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)/[\w+=,.@/-]+)$", RegexOptions.ECMAScript)]
    private static partial Regex Principal();

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,4}(-[a-z]+)+-\d\.amazonaws\.(com|com\.cn|eu)$", RegexOptions.ECMAScript)]
    private static partial Regex Service();

    [GeneratedRegex(@"^\d{12}$", RegexOptions.ECMAScript)]
    private static partial Regex AccountId();

    [GeneratedRegex(@"^(alias/[A-Za-z0-9:/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+)$", RegexOptions.ECMAScript)]
    private static partial Regex KeyOrAlias();
}
