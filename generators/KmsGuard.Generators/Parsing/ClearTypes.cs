using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>What a property that stays clear may not be.</summary>
internal static class ClearTypes
{
    /// <summary>Why a property of this type cannot be stored as it is, or null.</summary>
    internal static Misuse? Problem(ITypeSymbol type)
    {
        if (type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            return Problems.ClearType(type.ToDisplayString());
        if (!IsKnown(type))
            return Problems.UnknownType;
        return Mentioned(type).FirstOrDefault(IsModel) is { } model ? Problems.ModelInClear(model.Name) : null;
    }

    /// <summary>What another generator of this project writes is not known either.</summary>
    internal static bool IsKnown(ITypeSymbol type) => Mentioned(type).All(part => part.TypeKind != TypeKind.Error);

    /// <summary>The type and those that it is made of.</summary>
    internal static IEnumerable<ITypeSymbol> Mentioned(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Mentioned(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Mentioned).Prepend(named),
        _ => [type],
    };

    private static bool IsModel(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (KnownAttributes.Find(current, KnownAttributes.EncryptedModel) is not null)
                return true;
        }
        return false;
    }
}
