using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>One comparison of a statement's conditions: an operator, a key, and what it is compared with.</summary>
internal sealed class PolicyCondition
{
    private const string ForAll = "ForAllValues:";
    private const string ForAny = "ForAnyValue:";
    private const string IfExists = "IfExists";

    internal PolicyCondition(JsonNode @operator, JsonNode key, JsonNode values)
    {
        OperatorNode = @operator;
        KeyNode = key;
        Values = PolicyValues.Of(values);
        var name = @operator.Text;
        IsForAll = name.StartsWith(ForAll, StringComparison.OrdinalIgnoreCase);
        IsForAny = name.StartsWith(ForAny, StringComparison.OrdinalIgnoreCase);
        if (IsForAll || IsForAny)
            name = name.Substring(name.IndexOf(':') + 1);
        IsIfExists = name.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase);
        Operator = IsIfExists ? name.Substring(0, name.Length - IfExists.Length) : name;
        OperatorType = KmsCatalogue.OperatorType(Operator);
        KnownKey = key.HasHole ? null : KmsCatalogue.Key(key.Text);
    }

    internal JsonNode OperatorNode { get; }

    internal JsonNode KeyNode { get; }

    internal PolicyValues Values { get; }

    /// <summary>The operator without prefix and suffix.</summary>
    internal string Operator { get; }

    /// <summary>What it compares, such as <c>String</c>; null for an operator that does not exist.</summary>
    internal string? OperatorType { get; }

    /// <summary>What the catalogue knows of the key.</summary>
    internal ConditionKey? KnownKey { get; }

    internal bool IsForAll { get; }

    internal bool IsForAny { get; }

    internal bool IsIfExists { get; }

    /// <summary>Whether the key is another service's or an identity provider's: what it means, they know.</summary>
    internal bool IsForeign => KnownKey is null && !KmsCatalogue.IsKms(KeyNode.Text);

    internal bool IsNegated => Operator.IndexOf("Not", StringComparison.OrdinalIgnoreCase) >= 0;

    internal bool IsNull => OperatorType == "Existence";

    /// <summary>Whether it holds for requests that do not carry the key.</summary>
    internal bool HoldsWithoutKey => IsIfExists || IsForAll || IsNegated && !IsForAny || IsNull && !IsNullFalse;

    /// <summary>Whether it asks that a request carries the key.</summary>
    internal bool IsNullFalse => IsNull && Values.IsWhole && Values.Texts.Count > 0 && Values.Texts.All(static one => one.Text.Equals("false", StringComparison.OrdinalIgnoreCase));

    internal bool IsAbout(string key) => KeyNode.Text.Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the key begins so, as all of a family do.</summary>
    internal bool IsIn(string family) => KeyNode.Text.StartsWith(family, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it narrows an Allow: only to some values of a key that must be there.</summary>
    internal bool Narrows => !HoldsWithoutKey && (!Values.IsWhole || Values.Texts.Count > 0 && Values.Texts.All(static one => one.Text.Trim('*').Length > 0));
}
