using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>Annotated models whose values are encrypted inside a field of another model.</summary>
internal static class NestedModels
{
    /// <summary>The way by which a field's model leads back to itself, such as <c>Person, Address, Person</c>; or null.</summary>
    internal static string? Cycle(IPropertySymbol field)
    {
        var way = new List<INamedTypeSymbol> { field.ContainingType };
        return Leads(field, field.ContainingType, way) ? string.Join(", ", way.Select(type => type.Name)) : null;
    }

    /// <summary>The annotated models that a type is made of.</summary>
    internal static IEnumerable<INamedTypeSymbol> In(ITypeSymbol type) => ClearTypes.Mentioned(type).OfType<INamedTypeSymbol>().Where(IsModel);

    internal static bool IsModel(ITypeSymbol type) => KnownAttributes.Find(type, KnownAttributes.EncryptedModel) is not null;

    private static bool Leads(IPropertySymbol field, INamedTypeSymbol to, List<INamedTypeSymbol> way)
    {
        foreach (var model in In(field.Type))
        {
            way.Add(model);
            if (SymbolEqualityComparer.Default.Equals(model, to))
                return true;
            var isNew = way.Take(way.Count - 1).All(type => !SymbolEqualityComparer.Default.Equals(type, model));
            if (isNew && model.GetMembers().OfType<IPropertySymbol>().Any(property => IsNested(property) && Leads(property, to, way)))
                return true;
            way.RemoveAt(way.Count - 1);
        }
        return false;
    }

    private static bool IsNested(IPropertySymbol property) =>
        KnownAttributes.Find(property, KnownAttributes.Encrypted) is { } attribute && KnownAttributes.Has(attribute, "Json");
}
