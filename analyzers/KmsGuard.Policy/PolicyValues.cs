using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>The texts of an element that may hold one or several.</summary>
internal sealed class PolicyValues
{
    internal static readonly PolicyValues None = new([], isWhole: true);

    internal PolicyValues(IReadOnlyList<JsonNode> texts, bool isWhole)
    {
        Texts = texts;
        IsWhole = isWhole;
    }

    internal IReadOnlyList<JsonNode> Texts { get; }

    /// <summary>Whether there are no others: no hole stands for more.</summary>
    internal bool IsWhole { get; }

    internal static PolicyValues Of(JsonNode value)
    {
        IReadOnlyList<JsonNode> all = value.Kind == JsonKind.Array ? value.Items : [value];
        var texts = all.Where(static one => one.Kind == JsonKind.Text).ToArray();
        return new PolicyValues(texts, texts.Length == all.Count);
    }
}
