using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Policies;

/// <summary>A statement of a policy that the code writes, and how its values are found in the code.</summary>
internal sealed class FoundStatement(
    PolicyStatement statement, Func<JsonNode, Location> place, Func<JsonNode, IEnumerable<(ISymbol Symbol, string Value)>> constants)
{
    internal PolicyStatement Statement { get; } = statement;

    /// <summary>Where a value is written.</summary>
    internal Location Place(JsonNode value) => place(value);

    /// <summary>The constants, fields and locals that a value comes from, with what they hold.</summary>
    internal IEnumerable<(ISymbol Symbol, string Value)> Constants(JsonNode value) => constants(value);
}
