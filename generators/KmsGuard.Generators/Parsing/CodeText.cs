using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Parsing;

/// <summary>Symbols as they are written in generated code.</summary>
internal static class CodeText
{
    private static readonly SymbolDisplayFormat TypeFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat NamespaceFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>A type from <c>global::</c> with its nullable annotations; a reference type without any counts as nullable.</summary>
    internal static string Of(ITypeSymbol type) =>
        (type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None } ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type).ToDisplayString(TypeFormat);

    internal static string OfNonNullable(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(TypeFormat);

    internal static string Of(INamespaceSymbol @namespace) => @namespace.IsGlobalNamespace ? "" : @namespace.ToDisplayString(NamespaceFormat);

    internal static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>Whether a class can have this name without a warning: names of lower-case ASCII letters only may become keywords.</summary>
    internal static bool IsTypeName(string name) =>
        SyntaxFacts.IsValidIdentifier(name) && Identifier(name) == name && !name.All(character => character is >= 'a' and <= 'z');

    /// <summary>TenantId as tenantId, and URLName as urlName.</summary>
    internal static string CamelCase(string name)
    {
        var characters = name.ToCharArray();
        for (var i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            if (i > 0 && i + 1 < characters.Length && !char.IsUpper(characters[i + 1]))
                break;
            characters[i] = char.ToLowerInvariant(characters[i]);
        }
        return new string(characters);
    }
}
