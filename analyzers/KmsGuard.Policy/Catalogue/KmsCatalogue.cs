namespace KmsGuard.Policy.Catalogue;

/// <summary>The actions and condition keys of KMS, and the condition keys and operators of all services.</summary>
internal static partial class KmsCatalogue
{
    private const string Prefix = "kms:";

    private static readonly Dictionary<string, KmsAction> ActionsByName = new(StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, ConditionKey> KeysByName = new(StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, string> OperatorTypes = new(StringComparer.OrdinalIgnoreCase);

    // By loops: this runs in every build that has a policy, before anything of it is compiled to machine code.
    static KmsCatalogue()
    {
        foreach (var row in Rows(ActionRows))
        {
            var action = new KmsAction(row);
            ActionsByName.Add(action.Name, action);
        }
        foreach (var row in Rows(ConditionKeyRows))
        {
            var key = new ConditionKey(row);
            KeysByName.Add(key.Name, key);
        }
        foreach (var row in Rows(OperatorRows))
        {
            for (var name = 1; name < row.Length; name++)
                OperatorTypes.Add(row[name], row[0]);
        }
        Actions = [.. ActionsByName.Values];
        ConditionKeys = [.. KeysByName.Values];
    }

    /// <summary>Every action of KMS.</summary>
    internal static IReadOnlyList<KmsAction> Actions { get; }

    /// <summary>The condition keys of KMS and of all services.</summary>
    internal static IReadOnlyList<ConditionKey> ConditionKeys { get; }

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
    internal static bool IsCarried(ConditionKey key) => Actions.Any(action => action.Supports(key));

    /// <summary>The type that an operator compares, such as <c>String</c> or <c>Existence</c>; null for one that does not exist.</summary>
    internal static string? OperatorType(string name) => OperatorTypes.TryGetValue(name, out var type) ? type : null;

    private static List<string[]> Rows(string table)
    {
        var rows = new List<string[]>();
        foreach (var line in table.Split('\n'))
            rows.Add(line.Trim().Split(' '));
        return rows;
    }
}
