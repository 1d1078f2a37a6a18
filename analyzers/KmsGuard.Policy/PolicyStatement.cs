using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>A statement of a policy document of AWS.</summary>
internal sealed class PolicyStatement(PolicyValues actions, PolicyValues resources, PolicyValues notResources, IReadOnlyList<JsonNode> conditionValues)
{
    private const int MaxDepth = 64;

    /// <summary>What it allows or denies; empty for a statement with <c>NotAction</c>.</summary>
    internal PolicyValues Actions { get; } = actions;

    internal PolicyValues Resources { get; } = resources;

    internal PolicyValues NotResources { get; } = notResources;

    /// <summary>Every text that a condition compares with.</summary>
    internal IReadOnlyList<JsonNode> ConditionValues { get; } = conditionValues;

    /// <summary>
    /// The statements of every policy document in a JSON text: of the text itself, or deeper in it, as templates hold them. An object
    /// is a document when it has a <c>Statement</c>, and that is a statement when it has an <c>Effect</c> and what it is about.
    /// A statement that is no JSON is left out, because what it lacks could change what the rest means.
    /// </summary>
    internal static IEnumerable<PolicyStatement> In(JsonNode node) => In(node, 0);

    private static IEnumerable<PolicyStatement> In(JsonNode node, int depth)
    {
        if (depth == MaxDepth)
            return [];
        if (node.Kind == JsonKind.Object && node["Statement"] is { } statement)
            return (statement.Kind == JsonKind.Array ? statement.Items : [statement]).Where(IsStatement).Select(Of);
        return node.Members.Select(static member => member.Value).Concat(node.Items).SelectMany(child => In(child, depth + 1));
    }

    private static bool IsStatement(JsonNode node) =>
        node is { Kind: JsonKind.Object, IsBroken: false }
        && node["Effect"] is { } effect && (effect.HasHole || effect.Text is "Allow" or "Deny")
        && (node["Action"] ?? node["NotAction"]) is not null;

    private static PolicyStatement Of(JsonNode node)
    {
        PolicyValues Values(string name) => node[name] is { } value ? PolicyValues.Of(value) : PolicyValues.None;

        return new PolicyStatement(
            Values("Action"),
            Values("Resource"),
            Values("NotResource"),
            node["Condition"] is { } condition
                ? [.. condition.Members.SelectMany(static comparison => comparison.Value.Members).SelectMany(static key => PolicyValues.Of(key.Value).Texts)]
                : []);
    }
}
