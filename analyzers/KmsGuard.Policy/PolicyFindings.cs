using KmsGuard.Policy.Catalogue;
using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>The findings in one document.</summary>
internal sealed class PolicyFindings
{
    private const int MaxSuggestions = 20;

    private int suggestions;

    internal List<PolicyFinding> All { get; } = [];

    /// <summary>A finding that a member would end.</summary>
    internal void AddMissing(PolicyRule rule, JsonNode place, JsonNode? container, params string[] arguments) =>
        All.Add(new PolicyFinding(rule, place.Start, place.End, place, replacement: null, arguments) { Container = container });

    internal void Add(PolicyRule rule, JsonNode place, params string[] arguments) => AddFixed(rule, place, replacement: null, arguments);

    /// <summary>The name that was meant; not for more than a person would read.</summary>
    internal string? Nearest(string name, IEnumerable<string> names) => suggestions++ < MaxSuggestions ? Spelling.Nearest(name, names) : null;

    /// <summary>A finding with the text that should stand in its place.</summary>
    internal void AddFixed(PolicyRule rule, JsonNode place, string? replacement, params string[] arguments) =>
        All.Add(new PolicyFinding(rule, place.Start, place.End, place, replacement, arguments));
}
