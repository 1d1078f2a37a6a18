namespace KmsGuard.Policy.Catalogue;

/// <summary>A condition key, or a family of them, whose name then ends with a star.</summary>
internal sealed class ConditionKey
{
    internal ConditionKey(string[] row)
    {
        Name = row[0];
        Types = row[1].Split('+');
        IsSet = row[2] == "set";
        IsInKeyPolicies = row[3] == "all";
    }

    internal string Name { get; }

    /// <summary>What its values are: String, ARN, Numeric, Date, Bool or IPAddress.</summary>
    internal IReadOnlyList<string> Types { get; }

    /// <summary>Whether a request may carry several values of it.</summary>
    internal bool IsSet { get; }

    /// <summary>Whether key policies know it.</summary>
    internal bool IsInKeyPolicies { get; }

    internal bool IsOfKms => Name.StartsWith("kms:", StringComparison.Ordinal);
}
