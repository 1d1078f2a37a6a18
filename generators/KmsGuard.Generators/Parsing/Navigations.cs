using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>Properties of other annotated models, alone or in a collection.</summary>
internal static class Navigations
{
    private const string Collections = "global::System.Collections.Generic.";

    /// <summary>Null for any other type.</summary>
    internal static NavigationSpec? Of(ITypeSymbol type, bool isFilled)
    {
        var annotation = ValueTypes.IsNullable(type) ? "?" : "";
        if (NestedModels.IsModel(type))
            return new NavigationSpec(RecordOf(type), RecordOf(type) + annotation, annotation.Length > 0 ? null : "default!", null, false);
        if (Element(type) is not { } element || !NestedModels.IsModel(element))
            return null;
        var record = RecordOf(element);
        var item = element.NullableAnnotation == NullableAnnotation.Annotated ? record + "?" : record;
        var (stored, many, initial) = type is IArrayTypeSymbol
            ? (item + "[]", "{0}?.ToArray()", "[]")
            : type.Name switch
            {
                "HashSet" or "ISet" or "IReadOnlySet" => ($"{Collections}{type.Name}<{item}>", "global::KmsGuard.Generated.RecordGraph.ToSet({0})", $"new {Collections}HashSet<{item}>()"),
                _ => ($"{Collections}{type.Name}<{item}>", "{0}", $"new {Collections}List<{item}>()"),
            };
        return new NavigationSpec(record, stored + annotation, annotation.Length > 0 ? null : initial, many, isFilled);
    }

    /// <summary>Whether a value of this type can be filled where it cannot be replaced.</summary>
    internal static bool CanBeFilled(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "List" or "IList" or "ICollection" or "HashSet" or "ISet" } && Element(type) is not null;

    private static ITypeSymbol? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => array.ElementType,
        INamedTypeSymbol
        {
            Arity: 1,
            Name: "List" or "IList" or "ICollection" or "IEnumerable" or "IReadOnlyList" or "IReadOnlyCollection" or "HashSet" or "ISet" or "IReadOnlySet",
            ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } },
        } named => named.TypeArguments[0],
        _ => null,
    };

    /// <summary>The generated type stands beside the model, whose attribute says its name.</summary>
    private static string RecordOf(ITypeSymbol model)
    {
        var typeName = GeneratedTypes.RecordOf(model, KnownAttributes.Find(model, KnownAttributes.EncryptedModel)!);
        var name = CodeText.OfNonNullable(model);
        return name.Substring(0, name.Length - CodeText.Identifier(model.Name).Length) + CodeText.Identifier(typeName);
    }
}
