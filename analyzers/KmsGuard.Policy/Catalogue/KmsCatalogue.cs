namespace KmsGuard.Policy.Catalogue;

/// <summary>The actions and condition keys of KMS, and the condition keys and operators of all services.</summary>
internal static partial class KmsCatalogue
{
    private const string Prefix = "kms:";

    /// <summary>Every action of KMS.</summary>
    internal static IReadOnlyList<KmsAction> Actions { get; } = [.. Rows(ActionRows).Select(static row => new KmsAction(row))];

    /// <summary>The condition keys of KMS and of all services.</summary>
    internal static IReadOnlyList<ConditionKey> ConditionKeys { get; } = [.. Rows(ConditionKeyRows).Select(static row => new ConditionKey(row))];

    private static readonly Dictionary<string, KmsAction> ActionsByName = Actions.ToDictionary(static one => one.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, ConditionKey> KeysByName = ConditionKeys.ToDictionary(static one => one.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> CarriedKeys = [.. ConditionKeys.Where(static key => Actions.Any(action => action.Supports(key))).Select(static key => key.Name)];

    private static readonly Dictionary<string, string> OperatorTypes = Rows(OperatorRows)
        .SelectMany(static row => row.Skip(1).Select(name => (Name: name, Type: row[0])))
        .ToDictionary(static one => one.Name, static one => one.Type, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all operators, without prefixes and suffixes.</summary>
    internal static IEnumerable<string> Operators => OperatorTypes.Keys;

    /// <summary>Whether an action's name says that it is one of KMS.</summary>
    internal static bool IsKms(string action) => action.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The action of this name, with its <c>kms:</c>, or null.</summary>
    internal static KmsAction? Find(string action) => ActionsByName.TryGetValue(action, out var found) ? found : null;

    /// <summary>Every action that a pattern with wildcards matches; for a name, that action.</summary>
    internal static IEnumerable<KmsAction> Matching(string pattern) =>
        Find(pattern) is { } one ? [one] : Actions.Where(action => PolicyPattern.MayMatch(pattern, action.Name));

    /// <summary>The condition key of this name, or of a family such as <c>aws:RequestTag/</c>; null for one that is not known.</summary>
    internal static ConditionKey? Key(string name)
    {
        if (KeysByName.TryGetValue(name, out var found))
            return found;
        // kms:EncryptionContext:KEY and kms:RecipientAttestation:PCR0 have two colons, tags a slash.
        var end = name.IndexOf('/') is >= 0 and var slash ? slash : name.IndexOf(':', Math.Min(Prefix.Length, name.Length));
        return end > 0 && end + 1 < name.Length && KeysByName.TryGetValue(name.Substring(0, end + 1) + "*", out found) ? found : null;
    }

    /// <summary>Whether requests for any action of KMS carry a condition key of KMS; of those that none has any more, nobody chose one.</summary>
    internal static bool IsCarried(ConditionKey key) => CarriedKeys.Contains(key.Name);

    /// <summary>The type that an operator compares, such as <c>String</c> or <c>Existence</c>; null for one that does not exist.</summary>
    internal static string? OperatorType(string name) => OperatorTypes.TryGetValue(name, out var type) ? type : null;

    private static IEnumerable<string[]> Rows(string table) => table.Split('\n').Select(static line => line.Trim().Split(' '));
}
