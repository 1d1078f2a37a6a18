using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>The data classifications (Microsoft.Extensions.Compliance) of properties and models.</summary>
internal static class Classifications
{
    private const string Library = "Microsoft.Extensions.Compliance.Classification";

    /// <summary>The names of the classes of a property, by the attributes on it or on a record's parameter, each once.</summary>
    internal static IEnumerable<string> Of(IPropertySymbol property) => AttributesOf(property).Select(attribute => NameOf(attribute.AttributeClass!)).Distinct();

    /// <summary>The names of the classes that a model is given as a whole.</summary>
    internal static IEnumerable<string> Of(INamedTypeSymbol model) => model.GetAttributes().Where(IsClassification).Select(attribute => NameOf(attribute.AttributeClass!)).Distinct();

    /// <summary>The attributes by which a property is classified.</summary>
    internal static IEnumerable<AttributeData> AttributesOf(IPropertySymbol property)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            // A record's parameter takes the attributes that do not say that they are the property's.
            var parameters = declared.ContainingType is { IsRecord: true } record
                ? record.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Where(parameter => parameter.Name == declared.Name)
                : [];
            foreach (var found in parameters.Cast<ISymbol>().Prepend(declared).SelectMany(static symbol => symbol.GetAttributes()).Where(IsClassification))
                yield return found;
        }
    }

    /// <summary>The same as they are written on another property: those that a property may have.</summary>
    internal static IEnumerable<string> TextsOf(IPropertySymbol property) => AttributesOf(property).Where(attribute => MayBeOnProperty(attribute.AttributeClass!)).Select(attribute => AttributeText.Of(attribute)).OfType<string>().Distinct();

    /// <summary>The class by which configuration gives a model its key: that of the whole, or else the only one that its encrypted properties have.</summary>
    internal static string? Governing(INamedTypeSymbol model, IEnumerable<IPropertySymbol> properties)
    {
        var whole = Of(model).ToArray();
        var classes = whole.Length > 0 ? whole : [.. properties.Where(property => Annotations.Of(property).Encrypted is not null).SelectMany(Of).Distinct()];
        return classes.Length == 1 ? classes[0] : null;
    }

    private static bool MayBeOnProperty(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetAttributes().FirstOrDefault(attribute => KnownAttributes.Is(attribute, "System", nameof(AttributeUsageAttribute))) is { } usage)
                return usage.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum, Value: int targets } && ((AttributeTargets)targets & AttributeTargets.Property) != 0;
        }
        return true;
    }

    /// <summary>The library's own two attributes say that nothing is known or nothing is there to protect.</summary>
    private static bool IsClassification(AttributeData attribute) =>
        attribute.AttributeClass is { } type && !IsOfLibrary(type) && Bases(type).Any(static found => found.Name == "DataClassificationAttribute" && IsOfLibrary(found));

    private static string NameOf(INamedTypeSymbol type) =>
        type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - "Attribute".Length) : type.Name;

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            yield return current;
    }

    private static bool IsOfLibrary(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == Library;
}
