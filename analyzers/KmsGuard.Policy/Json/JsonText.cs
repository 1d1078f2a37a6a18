namespace KmsGuard.Policy.Json;

/// <summary>What was read of a text: its values, which is one where the text is JSON, and what is wrong with it.</summary>
internal sealed class JsonText(IReadOnlyList<JsonNode> roots, IReadOnlyList<JsonProblem> problems)
{
    internal IReadOnlyList<JsonNode> Roots { get; } = roots;

    internal IReadOnlyList<JsonProblem> Problems { get; } = problems;
}
