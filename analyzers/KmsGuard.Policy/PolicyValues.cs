using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>The texts of an element that may hold one or several.</summary>
internal sealed class PolicyValues
{
    internal static readonly PolicyValues None = new([], isWhole: true);

    private PolicyValues(IReadOnlyList<JsonNode> texts, bool isWhole)
    {
        Texts = texts;
        IsWhole = isWhole;
    }

    internal IReadOnlyList<JsonNode> Texts { get; }

    /// <summary>Whether there are no others: no hole stands for more.</summary>
    internal bool IsWhole { get; }

    internal static PolicyValues Of(JsonNode? value)
    {
        if (value is null)
            return None;
        IReadOnlyList<JsonNode> all = value.Kind == JsonKind.Array ? value.Items : [value];
        var texts = new List<JsonNode>();
        foreach (var one in all)
        {
            // Numbers and truth values are compared as texts.
            if (one.Kind is JsonKind.Text or JsonKind.Literal)
                texts.Add(one);
            else if (CloudFormation.Text(one) is { } text)
                texts.Add(text);
        }
        return new PolicyValues(texts, texts.Count == all.Count && !value.HasHole | value.Kind == JsonKind.Text);
    }
}
