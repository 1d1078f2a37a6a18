using System.Collections.Immutable;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers;

/// <summary>What a rule knows that its fix needs; empty where no fix can be offered.</summary>
internal sealed class FixFacts
{
    internal static readonly FixFacts None = new(ImmutableDictionary<string, string?>.Empty, Array.Empty<Location>());

    private FixFacts(ImmutableDictionary<string, string?> properties, IEnumerable<IOperation> places)
        : this(properties, places.Select(static place => place.Syntax.GetLocation()).ToArray())
    {
    }

    private FixFacts(ImmutableDictionary<string, string?> properties, Location[] places)
    {
        Properties = properties;
        Places = places;
    }

    internal ImmutableDictionary<string, string?> Properties { get; }

    internal Location[] Places { get; }

    /// <summary>The property of a request that the finding is about.</summary>
    internal static FixFacts About(string property) => new(None.Properties.Add(Facts.Property, property), Array.Empty<Location>());

    /// <summary>The text that should stand where the finding is, and the end of what lacks something; none where they are not known.</summary>
    internal static FixFacts Replacing(string? text, Location? end) => text is null && end is null ? None
        : new(text is null ? None.Properties : None.Properties.Add(Facts.Replacement, text), end is null ? Array.Empty<Location>() : new[] { end });

    /// <summary>An expression as a whole.</summary>
    internal static FixFacts Of(IOperation expression) => new(None.Properties, [expression]);

    /// <summary>The call as a whole.</summary>
    internal static FixFacts Of(KmsCall call) => new(None.Properties.Add(Facts.Call, null), [call.Site]);

    /// <summary>Where the requests of a call are created, as far as all of it is in the same body.</summary>
    internal static FixFacts OfRequests(KmsCall call) => new(None.Properties, Creations(call));

    /// <summary>A property of a call's request that must be set, and what must then be set with it.</summary>
    internal static FixFacts ToSet(KmsCall call, string property, params IReadOnlyList<Lack> others)
    {
        var names = new List<string>();
        var places = new List<IOperation>();
        if (!AddPlacesToSet(call, property, names, places))
            return None;
        var properties = None.Properties;
        foreach (var other in others)
        {
            if (!AddPlacesToSet(other.Call, other.Property, names, places))
                properties = properties.SetItem(Facts.NotAll, null);
        }
        return new FixFacts(properties.Add(Facts.Property, property).Add(Facts.Places, string.Join(";", names)), places);
    }

    // The explicit nulls, or else where the request is created. False where that is not all of it, or not in the same file.
    private static bool AddPlacesToSet(KmsCall call, string property, List<string> names, List<IOperation> places)
    {
        var creations = Creations(call);
        var values = call.Values(property);
        // One of several requests that says null tells nothing about the others.
        if (values.Count > 0 && creations.Length > 1)
            return false;
        var found = values.Count > 0 ? values : creations;
        var tree = call.Site.Syntax.SyntaxTree;
        if (found.Count == 0 || !found.All(place => !place.Bare().IsImplicit && place.Syntax.SyntaxTree == tree))
            return false;
        foreach (var place in found)
        {
            names.Add($"{(values.Count > 0 ? Facts.Value : Facts.Request)}:{property}");
            places.Add(place);
        }
        return true;
    }

    // Where the call's request is created in the same body; none where it is not all written there.
    private static IOperation[] Creations(KmsCall call)
    {
        var request = (call.Site as IInvocationOperation)?.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value.Bare();
        IEnumerable<IOperation> values = request is ILocalReferenceOperation local ? LocalUses.Of(local, new StepBudget())?.Values ?? [] : request is null ? [] : [request];
        var creations = values.Where(static value => !value.IsNull()).Select(static value => value.Bare()).ToArray();
        return Array.TrueForAll(creations, static creation => creation is IObjectCreationOperation) ? creations : [];
    }

    /// <summary>A property that another call lacks, too.</summary>
    internal sealed class Lack(KmsCall call, string property)
    {
        internal KmsCall Call { get; } = call;

        internal string Property { get; } = property;
    }
}
