using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>What code of the model's assembly can do with a property; an override without an accessor has the base's.</summary>
internal static class Accessors
{
    internal static bool CanRead(IPropertySymbol property, Compilation compilation) => IsReachable(Getter(property), compilation);

    internal static bool CanSet(IPropertySymbol property, Compilation compilation) => IsReachable(Setter(property), compilation);

    internal static IMethodSymbol? Getter(IPropertySymbol property)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            if (declared.GetMethod is { } getter)
                return getter;
        }
        return null;
    }

    internal static IMethodSymbol? Setter(IPropertySymbol property)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            if (declared.SetMethod is { } setter)
                return setter;
        }
        return null;
    }

    /// <summary>Whether the compiler keeps a value for the property, rather than the code computing one.</summary>
    internal static bool IsAuto(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static bool IsReachable(IMethodSymbol? accessor, Compilation compilation) =>
        accessor is not null && compilation.IsSymbolAccessibleWithin(accessor, compilation.Assembly);
}
