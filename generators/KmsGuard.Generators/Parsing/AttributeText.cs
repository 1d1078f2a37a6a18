using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Parsing;

/// <summary>An attribute as it is written in generated code.</summary>
internal static class AttributeText
{
    /// <summary>Null while an argument is half typed.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="without">A named argument to leave out.</param>
    internal static string? Of(AttributeData attribute, string? without = null)
    {
        var given = attribute.ConstructorArguments.Select(argument => Value(argument))
            .Concat(attribute.NamedArguments.Where(argument => argument.Key != without).Select(argument => Value(argument.Value) is { } value ? $"{CodeText.Identifier(argument.Key)} = {value}" : null))
            .ToArray();
        if (attribute.AttributeClass is not { TypeKind: not TypeKind.Error } type || given.Contains(null))
            return null;
        var name = CodeText.OfNonNullable(type);
        return given.Length == 0 ? name : $"{name}({string.Join(", ", given)})";
    }

    private static string? Value(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => null,
        TypedConstantKind.Array => constant.IsNull ? "null" : constant.Values.Select(Value).ToArray() is var values && values.Contains(null) ? null : $"new {CodeText.OfNonNullable(constant.Type!)} {{ {string.Join(", ", values)} }}",
        TypedConstantKind.Type => constant.Value is ITypeSymbol { TypeKind: not TypeKind.Error } type ? $"typeof({CodeText.OfNonNullable(type)})" : null,
        TypedConstantKind.Enum => $"({CodeText.OfNonNullable(constant.Type!)})({SymbolDisplay.FormatPrimitive(constant.Value!, quoteStrings: true, useHexadecimalNumbers: false)})",
        _ => constant.IsNull ? "null" : Primitive(constant),
    };

    /// <summary>A constant of a narrow or floating-point type needs its cast where the parameter is of type object.</summary>
    private static string? Primitive(TypedConstant constant)
    {
        var text = SymbolDisplay.FormatPrimitive(constant.Value!, quoteStrings: true, useHexadecimalNumbers: false);
        return constant.Value is string or bool or char or int || text is null ? text : $"({constant.Type!.ToDisplayString()})({text})";
    }
}
