using System.Collections.Immutable;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers;

/// <summary>What a rule knows that its fix needs. Empty where no fix can be offered.</summary>
internal sealed class FixFacts
{
    internal static readonly FixFacts None = new(ImmutableDictionary<string, string?>.Empty, []);

    private FixFacts(ImmutableDictionary<string, string?> properties, Location[] places)
    {
        Properties = properties;
        Places = places;
    }

    internal ImmutableDictionary<string, string?> Properties { get; }

    internal Location[] Places { get; }

    /// <summary>A property of the call's request that must be set: at its explicit nulls, or else where the request is created.</summary>
    internal static FixFacts ToSet(KmsCall call, string property)
    {
        var values = call.Values(property);
        var places = values.Count > 0 ? values : Creation(call) is { } creation ? [creation] : [];
        var tree = call.Invocation.Syntax.SyntaxTree;
        if (places.Count == 0 || places.Any(place => place.Bare().IsImplicit || place.Syntax.SyntaxTree != tree))
            return None;
        return new FixFacts(
            None.Properties.Add(Facts.Property, property).Add(Facts.Place, values.Count > 0 ? Facts.Values : Facts.Request),
            [.. places.Select(static place => place.Syntax.GetLocation())]);
    }

    /// <summary>A fact without a place.</summary>
    internal static FixFacts Of(string name, string value) => new(None.Properties.Add(name, value), []);

    private static IOperation? Creation(KmsCall call)
    {
        var request = call.Invocation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value.Bare();
        if (request is ILocalReferenceOperation local)
            request = LocalUses.Of(local, new StepBudget()) is { Values.Count: 1 } uses ? uses.Values[0].Bare() : null;
        return request as IObjectCreationOperation;
    }
}
