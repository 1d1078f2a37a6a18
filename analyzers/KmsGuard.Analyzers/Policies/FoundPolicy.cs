using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Policies;

/// <summary>What the rules say of a policy that the code writes, and how the values are found in the code.</summary>
internal sealed class FoundPolicy(
    IReadOnlyList<PolicyFinding> findings,
    Func<PolicyFinding, Location> place,
    Func<PolicyFinding, IEnumerable<(ISymbol Symbol, string Value)>> constants,
    Func<JsonNode, Location>? end = null)
{
    internal IReadOnlyList<PolicyFinding> Findings { get; } = findings;

    /// <summary>Where the value is written that a finding is about.</summary>
    internal Location Place(PolicyFinding finding) => place(finding);

    /// <summary>Where the JSON ends that lacks a member, or where the object is written that does; null where there is none.</summary>
    internal Location? End(PolicyFinding finding) => finding.Container is { } container ? end?.Invoke(container) : null;

    /// <summary>The constants, fields and locals that the value comes from, with what they hold.</summary>
    internal IEnumerable<(ISymbol Symbol, string Value)> Constants(PolicyFinding finding) => constants(finding);
}
