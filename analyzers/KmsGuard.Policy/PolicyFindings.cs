using KmsGuard.Policy.Json;

namespace KmsGuard.Policy;

/// <summary>The findings in one document.</summary>
internal sealed class PolicyFindings
{
    internal List<PolicyFinding> All { get; } = [];

    internal void Add(PolicyRule rule, JsonNode place, params string[] arguments) => AddFixed(rule, place, replacement: null, arguments);

    /// <summary>A finding with the text that should stand in its place.</summary>
    internal void AddFixed(PolicyRule rule, JsonNode place, string? replacement, params string[] arguments) =>
        All.Add(new PolicyFinding(rule, place.Start, place.End, place, replacement, arguments));
}
