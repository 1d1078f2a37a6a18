using System.Globalization;
using System.Net;
using System.Text.Json;

namespace KmsGuard.Testing.Policies;

/// <summary>One operator over one condition key of a statement (IAM User Guide, condition operators; multivalued context keys).</summary>
internal sealed class PolicyCondition
{
    private const string ForAll = "ForAllValues:";
    private const string ForAny = "ForAnyValue:";
    private const string IfExists = "IfExists";

    /// <summary>Whether a value of the request (first) matches a value of the policy (second). The negated operators are the same tests, turned round.</summary>
    private static readonly Dictionary<string, (Func<string, string, bool> Test, bool Negated)> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["StringEquals"] = (string.Equals, false),
        ["StringNotEquals"] = (string.Equals, true),
        ["StringEqualsIgnoreCase"] = (EqualsIgnoreCase, false),
        ["StringNotEqualsIgnoreCase"] = (EqualsIgnoreCase, true),
        ["StringLike"] = (Like, false),
        ["StringNotLike"] = (Like, true),
        ["ArnEquals"] = (Like, false),
        ["ArnNotEquals"] = (Like, true),
        ["ArnLike"] = (Like, false),
        ["ArnNotLike"] = (Like, true),
        ["Bool"] = (EqualsIgnoreCase, false),
        ["BinaryEquals"] = (string.Equals, false),
        ["NumericEquals"] = (Numbers((a, b) => a == b), false),
        ["NumericNotEquals"] = (Numbers((a, b) => a == b), true),
        ["NumericLessThan"] = (Numbers((a, b) => a < b), false),
        ["NumericLessThanEquals"] = (Numbers((a, b) => a <= b), false),
        ["NumericGreaterThan"] = (Numbers((a, b) => a > b), false),
        ["NumericGreaterThanEquals"] = (Numbers((a, b) => a >= b), false),
        ["DateEquals"] = (Dates((a, b) => a == b), false),
        ["DateNotEquals"] = (Dates((a, b) => a == b), true),
        ["DateLessThan"] = (Dates((a, b) => a < b), false),
        ["DateLessThanEquals"] = (Dates((a, b) => a <= b), false),
        ["DateGreaterThan"] = (Dates((a, b) => a > b), false),
        ["DateGreaterThanEquals"] = (Dates((a, b) => a >= b), false),
        ["IpAddress"] = (InNetwork, false),
        ["NotIpAddress"] = (InNetwork, true),
    };

    private readonly string _key;
    private readonly string[] _values;
    private readonly (Func<string, string, bool> Test, bool Negated)? _operator;
    private readonly string? _set;
    private readonly bool _ifExists;

    private PolicyCondition(string name, string key, string[] values)
    {
        _key = key;
        _values = values;
        var rest = name;
        foreach (var prefix in (string[])[ForAll, ForAny])
        {
            if (!rest.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            _set = prefix;
            rest = rest[prefix.Length..];
        }
        if (rest.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase))
        {
            _ifExists = true;
            rest = rest[..^IfExists.Length];
        }
        if (Operators.TryGetValue(rest, out var found))
            _operator = found;
        else if (!rest.Equals("Null", StringComparison.OrdinalIgnoreCase) || _ifExists || _set is not null)
            throw new FormatException($"Syntax errors in policy: Invalid Condition type : {name}");
        // Developer guide, kms:EncryptionContext: such a statement would also match a request without any pair.
        if (_set == ForAll && (key.StartsWith("kms:EncryptionContext:", StringComparison.OrdinalIgnoreCase) || key.StartsWith("aws:RequestTag/", StringComparison.OrdinalIgnoreCase)))
            throw new FormatException($"OverlyPermissiveCondition: Using ForAllValues with the single-valued condition key {key} is not allowed.");
    }

    internal static IEnumerable<PolicyCondition> Parse(JsonElement conditions)
    {
        if (conditions.ValueKind != JsonValueKind.Object)
            throw new FormatException("Syntax errors in policy: Condition is not an object");
        foreach (var block in conditions.EnumerateObject())
        {
            if (block.Value.ValueKind != JsonValueKind.Object)
                throw new FormatException($"Syntax errors in policy: Condition {block.Name} is not an object");
            foreach (var pair in block.Value.EnumerateObject())
                yield return new PolicyCondition(block.Name, pair.Name, PolicyStatement.Texts(pair.Value, pair.Name, scalars: true));
        }
    }

    internal bool Holds(AccessRequest request)
    {
        var present = request.Values.TryGetValue(_key, out var actual) && actual.Count > 0;
        if (_operator is not { } op)
            return _values.Any(value => value.Equals("true", StringComparison.OrdinalIgnoreCase) != present);
        // An absent key fails the plain operators and satisfies the negated ones, IfExists and ForAllValues.
        if (!present)
            return _ifExists || _set == ForAll || (op.Negated && _set is null);
        string[] expected = [.. _values.Select(value => PolicyVariables.Expand(value, request)).OfType<string>()];
        bool Matches(string value) => expected.Any(one => op.Test(value, one)) != op.Negated;
        return _set switch
        {
            ForAll => actual!.All(Matches),
            ForAny => actual!.Any(Matches),
            // Several values without a set operator: one that matches is enough, and a negated operator refuses if one is met.
            _ => op.Negated ? actual!.All(Matches) : actual!.Any(Matches),
        };
    }

    private static bool EqualsIgnoreCase(string actual, string expected) => string.Equals(actual, expected, StringComparison.OrdinalIgnoreCase);

    private static bool Like(string actual, string expected) => Glob.Matches(expected, actual);

    private static Func<string, string, bool> Numbers(Func<double, double, bool> test) => (actual, expected) =>
        double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var b) && test(a, b);

    private static Func<string, string, bool> Dates(Func<DateTimeOffset, DateTimeOffset, bool> test) => (actual, expected) =>
        Date(actual) is { } a && Date(expected) is { } b && test(a, b);

    /// <summary>ISO 8601, or seconds since 1970.</summary>
    private static DateTimeOffset? Date(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date
        : null;

    private static bool InNetwork(string actual, string expected) =>
        IPAddress.TryParse(actual, out var address) && (IPNetwork.TryParse(expected, out var network) ? network.Contains(address) : IPAddress.TryParse(expected, out var one) && one.Equals(address));
}
