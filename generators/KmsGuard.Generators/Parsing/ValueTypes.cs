using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>Which types can be encrypted, and which can be pairs.</summary>
internal static class ValueTypes
{
    private const string Encodings = "global::KmsGuard.Generated.FieldEncoding.";

    /// <summary>Whether a value of this type can be null, as far as the model says: without annotations it can.</summary>
    internal static bool IsNullable(ITypeSymbol type) =>
        type.IsReferenceType ? type.NullableAnnotation != NullableAnnotation.NotAnnotated : IsNullableValue(type);

    /// <summary>The expression that gives a type's encoding, or null for a type that cannot be encrypted.</summary>
    internal static string? Encoding(ITypeSymbol type)
    {
        var bare = Bare(type);
        var name = bare is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } ? "Bytes"
            : bare is INamedTypeSymbol { TypeKind: TypeKind.Enum } ? $"Enum<{CodeText.OfNonNullable(bare)}>()"
            : bare.SpecialType switch
            {
                SpecialType.System_String => "String",
                SpecialType.System_Boolean => "Boolean",
                SpecialType.System_SByte => "SByte",
                SpecialType.System_Byte => "Byte",
                SpecialType.System_Int16 => "Int16",
                SpecialType.System_UInt16 => "UInt16",
                SpecialType.System_Int32 => "Int32",
                SpecialType.System_UInt32 => "UInt32",
                SpecialType.System_Int64 => "Int64",
                SpecialType.System_UInt64 => "UInt64",
                SpecialType.System_Decimal => "Decimal",
                _ => FrameworkName(bare) is "Guid" or "DateOnly" or "DateTimeOffset" ? bare.Name : null,
            };
        if (name is null)
            return null;
        if (!IsNullable(type))
            return Encodings + name;
        return Encodings + (type.IsReferenceType ? "NullableReference(" : "Nullable(") + Encodings + name + ")";
    }

    /// <summary>PairWriter's method and the cast before it, or null for a type that cannot be a pair.</summary>
    internal static (string Method, string? Cast)? Pair(ITypeSymbol type, bool isIdentity)
    {
        var bare = Bare(type);
        if (bare is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
            return ("WriteEnum", underlying.SpecialType == SpecialType.System_UInt64 ? "ulong?" : "long?");
        return bare.SpecialType switch
        {
            SpecialType.System_String => ("Write", null),
            SpecialType.System_Boolean when !isIdentity => ("Write", null),
            SpecialType.System_UInt64 => ("Write", "ulong?"),
            SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 => ("Write", "long?"),
            _ => FrameworkName(bare) is "Guid" or "DateOnly" ? ("Write", null) : null,
        };
    }

    /// <summary>How a type's values become bytes, in the words of docs/formats.md: part of the schema files. Nullable or not, it is the same.</summary>
    internal static string EncodingName(ITypeSymbol type)
    {
        var bare = Bare(type);
        var number = bare is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? underlying : bare;
        return number.SpecialType switch
        {
            SpecialType.System_String => "text",
            SpecialType.System_Boolean => "bool",
            SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 => "signed",
            SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 => "unsigned",
            SpecialType.System_Decimal => "decimal",
            _ => FrameworkName(bare) switch
            {
                "Guid" => "guid",
                "DateOnly" => "date",
                "DateTimeOffset" => "datetimeoffset",
                _ => "bytes",
            },
        };
    }

    /// <summary>Which text a pair of this type has.</summary>
    internal static string PairKind(ITypeSymbol type)
    {
        var bare = Bare(type);
        return bare.TypeKind == TypeKind.Enum ? "integer" : bare.SpecialType switch
        {
            SpecialType.System_String => "text",
            SpecialType.System_Boolean => "bool",
            _ => FrameworkName(bare) switch
            {
                "Guid" => "guid",
                "DateOnly" => "date",
                _ => "integer",
            },
        };
    }

    private static bool IsNullableValue(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol Bare(ITypeSymbol type) => IsNullableValue(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>The name of a type of the namespace System.</summary>
    private static string? FrameworkName(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } ? type.Name : null;
}
