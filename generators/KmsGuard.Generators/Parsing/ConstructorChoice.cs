using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>The constructor that makes a decrypted model.</summary>
internal sealed class ConstructorChoice
{
    private ConstructorChoice(IMethodSymbol constructor, IReadOnlyList<IPropertySymbol> properties)
    {
        Constructor = constructor;
        Properties = properties;
        SetsRequiredMembers = constructor.GetAttributes().Any(attribute => KnownAttributes.Is(attribute, "System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute"));
    }

    internal IMethodSymbol Constructor { get; }

    /// <summary>The property that each parameter sets.</summary>
    internal IReadOnlyList<IPropertySymbol> Properties { get; }

    internal bool SetsRequiredMembers { get; }

    /// <summary>The one with [JsonConstructor]; else, of the reachable constructors whose parameters are all properties, the one that sets most of what only a constructor can set; then a public one, and the one with the fewest parameters, none at best. So chooses System.Text.Json, which takes a parameterless one even if that loses a value.</summary>
    internal static ConstructorChoice? Choose(INamedTypeSymbol model, IReadOnlyList<IPropertySymbol> properties, Compilation compilation)
    {
        var unsettable = properties.Where(property => !Accessors.CanSet(property, compilation) && KeepsValue(property) && !Annotations.Of(property).IsIgnored).ToArray();
        var chosen = model.InstanceConstructors.Where(IsChosen).ToArray();
        return (chosen.Length > 0 ? chosen : model.InstanceConstructors.AsEnumerable())
            .Where(constructor => compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly))
            .Select(constructor => Match(constructor, model, properties))
            .OfType<ConstructorChoice>()
            .OrderByDescending(choice => unsettable.Count(property => choice.Properties.Contains(property, SymbolEqualityComparer.Default)))
            .ThenByDescending(choice => choice.Constructor.DeclaredAccessibility == Accessibility.Public)
            .ThenBy(choice => choice.Properties.Count)
            .FirstOrDefault();
    }

    private static bool IsChosen(IMethodSymbol constructor) =>
        constructor.GetAttributes().Any(attribute => KnownAttributes.Is(attribute, "System.Text.Json.Serialization", "JsonConstructorAttribute"));

    /// <summary>A property that code computes does not call for a constructor: it would be stored beside what it is computed from.</summary>
    private static bool KeepsValue(IPropertySymbol property) =>
        Annotations.Of(property).Any || Accessors.Setter(property) is not null || Accessors.IsAuto(property);

    private static ConstructorChoice? Match(IMethodSymbol constructor, INamedTypeSymbol model, IReadOnlyList<IPropertySymbol> properties)
    {
        if (model.IsRecord && constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, model))
            return null;
        var matched = constructor.Parameters.Select(parameter => Find(parameter, properties)).ToArray();
        return matched.All(property => property is not null) && matched.Distinct(SymbolEqualityComparer.Default).Count() == matched.Length
            ? new ConstructorChoice(constructor, matched!)
            : null;
    }

    private static IPropertySymbol? Find(IParameterSymbol parameter, IReadOnlyList<IPropertySymbol> properties)
    {
        if (parameter.RefKind != RefKind.None)
            return null;
        var property = properties.FirstOrDefault(candidate => candidate.Name == parameter.Name)
            ?? properties.FirstOrDefault(candidate => string.Equals(candidate.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
        return property is not null
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type)
            && !(property.Type.NullableAnnotation == NullableAnnotation.Annotated && parameter.Type.NullableAnnotation == NullableAnnotation.NotAnnotated)
            ? property
            : null;
    }
}
