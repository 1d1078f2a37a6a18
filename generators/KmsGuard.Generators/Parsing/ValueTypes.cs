using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>Which types can be encrypted, and which can be pairs.</summary>
internal static class ValueTypes
{
    private const string Encodings = "global::KmsGuard.Generated.FieldEncoding.";

    /// <summary>Whether a value of this type can be null, as far as the model says: without annotations it can.</summary>
    internal static bool IsNullable(ITypeSymbol type) =>
        type.IsReferenceType ? type.NullableAnnotation != NullableAnnotation.NotAnnotated : IsNullableValue(type);

    /// <summary>How a type is encoded, or null for a type that cannot be encrypted.</summary>
    internal static EncodingSpec? Encoding(ITypeSymbol type)
    {
        var bare = Bare(type);
        var encoding = Plain(bare);
        if (encoding is null && SingleValueTypes.Find(bare) is { } wrapper)
        {
            var value = Plain(wrapper.Value)!;
            var types = $"{CodeText.OfNonNullable(bare)}, {CodeText.OfNonNullable(wrapper.Value)}";
            encoding = value with { Expression = $"{Encodings}Converted<{types}>({value.Expression}, static wrapper => {wrapper.Unwrap("wrapper")}, static value => {wrapper.Wrap("value")})" };
        }
        return encoding is null ? null : Nullable(type, encoding);
    }

    /// <summary>The encoding by which the application's own context writes a type.</summary>
    internal static EncodingSpec Json(ITypeSymbol type, INamedTypeSymbol context) => Nullable(
        type,
        new EncodingSpec("json", $"{Encodings}Json<{CodeText.OfNonNullable(Bare(type))}>(static () => {CodeText.OfNonNullable(context)}.Default)"));

    /// <summary>Whether a type has an encoding of its own, apart from null.</summary>
    internal static bool IsPlain(ITypeSymbol type) => Plain(type) is not null;

    /// <summary>The type without a nullable value type around it.</summary>
    internal static ITypeSymbol Bare(ITypeSymbol type) => IsNullableValue(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    private static EncodingSpec? Plain(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte })
            return Of("bytes", "Bytes");
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
            return Of(IsUnsigned(underlying.SpecialType) ? "unsigned" : "signed", $"Enum<{CodeText.OfNonNullable(type)}>()");
        return type.SpecialType switch
        {
            SpecialType.System_String => Of("text", "String"),
            SpecialType.System_Boolean => Of("bool", "Boolean"),
            SpecialType.System_Decimal => Of("decimal", "Decimal"),
            SpecialType.System_Double or SpecialType.System_Single => Of("float", type.Name),
            SpecialType.System_DateTime => Of("datetime", "DateTime"),
            var special when IsInteger(special) => Of(IsUnsigned(special) ? "unsigned" : "signed", type.Name),
            _ => FrameworkName(type) switch
            {
                "Half" => Of("float", "Half"),
                "Guid" => Of("guid", "Guid"),
                "DateOnly" => Of("date", "DateOnly"),
                "DateTimeOffset" => Of("datetimeoffset", "DateTimeOffset"),
                "TimeOnly" => Of("time", "TimeOnly"),
                "TimeSpan" => Of("duration", "TimeSpan"),
                _ => null,
            },
        };

        static EncodingSpec Of(string name, string member) => new(name, Encodings + member);
    }

    private static EncodingSpec Nullable(ITypeSymbol type, EncodingSpec encoding) => !IsNullable(type)
        ? encoding
        : encoding with { Expression = $"{Encodings}{(type.IsReferenceType ? "NullableReference" : "Nullable")}({encoding.Expression})" };

    private static bool IsInteger(SpecialType type) => type is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    private static bool IsUnsigned(SpecialType type) => type is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64;

    /// <summary>PairWriter's method and the cast before it, or null for a type that cannot be a pair.</summary>
    internal static PairWriting? Pair(ITypeSymbol type, bool isIdentity)
    {
        var bare = Bare(type);
        if (PlainPair(bare, isIdentity) is { } plain)
            return plain;
        return SingleValueTypes.Find(bare) is { } wrapper && PlainPair(wrapper.Value, isIdentity) is { } value
            ? value with { Unwrap = IsNullable(type) ? $"{{0}} is {{ }} wrapper ? ({CodeText.OfNonNullable(wrapper.Value)}?){wrapper.Unwrap("wrapper")} : null" : wrapper.Unwrap("{0}") }
            : null;
    }

    private static PairWriting? PlainPair(ITypeSymbol type, bool isIdentity)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
            return new PairWriting("WriteEnum", underlying.SpecialType == SpecialType.System_UInt64 ? "ulong?" : "long?");
        return type.SpecialType switch
        {
            SpecialType.System_String => new PairWriting("Write", null),
            SpecialType.System_Boolean when !isIdentity => new PairWriting("Write", null),
            SpecialType.System_UInt64 => new PairWriting("Write", "ulong?"),
            var special when IsInteger(special) => new PairWriting("Write", "long?"),
            _ => FrameworkName(type) is "Guid" or "DateOnly" ? new PairWriting("Write", null) : null,
        };
    }

    /// <summary>Which text a pair of this type has.</summary>
    internal static string PairKind(ITypeSymbol type)
    {
        var bare = Bare(type);
        bare = SingleValueTypes.Find(bare)?.Value ?? bare;
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

    /// <summary>The name of a type of the namespace System.</summary>
    private static string? FrameworkName(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } ? type.Name : null;
}

/// <summary>How a pair's value is written.</summary>
/// <param name="Method">The method of PairWriter.</param>
/// <param name="Cast">The type to cast the value to, or null.</param>
/// <param name="Unwrap">For a type that wraps a single value: the expression that gives it, with the property as <c>{0}</c>.</param>
internal sealed record PairWriting(string Method, string? Cast, string? Unwrap = null);
