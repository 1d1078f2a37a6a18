using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Generators.Parsing;

/// <summary>KmsGuard's attributes, found by name: the generator has no reference to the runtime.</summary>
internal static class KnownAttributes
{
    internal const string EncryptedModelMetadataName = "KmsGuard.EncryptedModelAttribute";
    internal const string EncryptedModel = "EncryptedModelAttribute";
    internal const string Encrypted = "EncryptedAttribute";
    internal const string BlindIndex = "BlindIndexAttribute";
    internal const string EncryptionContext = "EncryptionContextAttribute";
    internal const string RecordIdentity = "RecordIdentityAttribute";
    internal const string EncryptionIgnore = "EncryptionIgnoreAttribute";

    internal const string FormerName = "FormerNameAttribute";
    internal const string FormerPurpose = "FormerPurposeAttribute";

    internal static AttributeData? Find(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => Is(attribute, "KmsGuard", name));

    internal static IEnumerable<AttributeData> FindAll(ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(attribute => Is(attribute, "KmsGuard", name));

    /// <summary>Whether an attribute is of that class in that (dotted) namespace.</summary>
    internal static bool Is(AttributeData attribute, string @namespace, string name) =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace?.ToDisplayString() == @namespace;

    /// <summary>The one text that each of the attributes takes; null also while it is half typed.</summary>
    internal static string? Text(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;

    /// <summary>Whether the positional argument at that place is true.</summary>
    internal static bool IsTrue(AttributeData attribute, int position) =>
        attribute.ConstructorArguments.ElementAtOrDefault(position) is { Kind: TypedConstantKind.Primitive, Value: true };

    /// <summary>A named argument that is a type, or null.</summary>
    internal static INamedTypeSymbol? NamedType(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol type } ? type : null;

    /// <summary>Whether a named argument is given.</summary>
    internal static bool Has(AttributeData attribute, string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    /// <summary>Where an argument is written, the first one without a name; the whole attribute where it is not.</summary>
    internal static SyntaxNode? Syntax(AttributeData attribute, string? argument)
    {
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
        return syntax?.ArgumentList?.Arguments.FirstOrDefault(given => given.NameEquals?.Name.Identifier.ValueText == argument)?.Expression ?? (SyntaxNode?)syntax;
    }

    /// <summary>A named argument's value, or what the attribute has by default.</summary>
    internal static T? Named<T>(AttributeData attribute, string name, T? byDefault)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value is { Kind: not TypedConstantKind.Array, Value: var value } ? value is T typed ? typed : default : default;
        }
        return byDefault;
    }
}
