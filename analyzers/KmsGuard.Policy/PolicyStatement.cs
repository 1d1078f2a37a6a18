using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>A statement of a policy document.</summary>
internal sealed class PolicyStatement
{
    private IReadOnlyList<(JsonNode Written, KmsAction[] Actions)>? expanded;
    private IReadOnlyList<KmsAction>? granted;

    internal PolicyStatement(JsonNode node)
    {
        Node = node;
        Effect = node["Effect"];
        Actions = PolicyValues.Of(node["Action"]);
        NotActions = PolicyValues.Of(node["NotAction"]);
        Resources = PolicyValues.Of(node["Resource"]);
        NotResources = PolicyValues.Of(node["NotResource"]);
        Principals = PolicyPrincipals.Of(node["Principal"]);
        NotPrincipals = PolicyPrincipals.Of(node["NotPrincipal"]);
        (Conditions, HasAllConditions) = ConditionsOf(node);
    }

    internal JsonNode Node { get; }

    internal JsonNode? Effect { get; }

    internal bool IsAllow => Effect is { HasHole: false, Text: "Allow" };

    internal bool IsDeny => Effect is { HasHole: false, Text: "Deny" };

    /// <summary>Whether it is certain what it says: it is JSON, and has an effect and what it is about.</summary>
    internal bool IsValid => !Node.IsBroken && Effect is { } effect && (effect.HasHole || effect.Text is "Allow" or "Deny") && (Node["Action"] ?? Node["NotAction"]) is not null;

    internal PolicyValues Actions { get; }

    internal PolicyValues NotActions { get; }

    internal PolicyValues Resources { get; }

    internal PolicyValues NotResources { get; }

    internal PolicyPrincipals Principals { get; }

    internal PolicyPrincipals NotPrincipals { get; }

    internal IReadOnlyList<PolicyCondition> Conditions { get; }

    /// <summary>Whether there are no other conditions: no hole stands for more.</summary>
    internal bool HasAllConditions { get; }

    /// <summary>Every action of KMS that it may be about.</summary>
    internal IReadOnlyList<KmsAction> KmsActions => granted ??= [.. Expanded.SelectMany(static one => one.Actions).Distinct()];

    /// <summary>Each of its actions that is of KMS, as it is written, and what it stands for.</summary>
    internal IReadOnlyList<(JsonNode Written, KmsAction[] Actions)> Expanded =>
        expanded ??= [.. Actions.Texts.Where(static one => KmsCatalogue.IsKms(one.Text)).Select(static one => (one, KmsCatalogue.Matching(one.Text).ToArray()))];

    /// <summary>Whether it may be about KMS.</summary>
    internal bool IsAboutKms => KmsActions.Count > 0;

    /// <summary>The first of its actions that satisfies a condition, as it is written.</summary>
    internal JsonNode? ActionWhere(Func<KmsAction, bool> condition) => KmsActions.Any(condition) ? Expanded.First(one => one.Actions.Any(condition)).Written : null;

    /// <summary>Every text that a condition compares with.</summary>
    internal IEnumerable<JsonNode> ConditionValues => Conditions.SelectMany(static condition => condition.Values.Texts);

    private static (IReadOnlyList<PolicyCondition> Conditions, bool IsWhole) ConditionsOf(JsonNode node)
    {
        var isWhole = !node.HasHole && !node.IsBroken;
        if (node["Condition"] is not { } element)
            return ([], isWhole);
        isWhole &= element is { Kind: JsonKind.Object, HasHole: false };
        var all = new List<PolicyCondition>();
        foreach (var comparison in element.Members)
        {
            isWhole &= comparison is { Name.HasHole: false, Value: { Kind: JsonKind.Object, HasHole: false } };
            foreach (var key in comparison.Value.Members)
            {
                isWhole &= !key.Name.HasHole;
                all.Add(new PolicyCondition(comparison.Name, key.Name, key.Value));
            }
        }
        return (all, isWhole);
    }
}
