using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>How the types are named that are generated for a model: what a look at its attribute tells, for those who must know it of every model.</summary>
internal static class GeneratedTypes
{
    /// <summary>The name of the encrypted type, which may be none that a type can have.</summary>
    internal static string RecordOf(ITypeSymbol model, AttributeData attribute) =>
        KnownAttributes.Named<string>(attribute, "TypeName", null) ?? "Encrypted" + model.Name;

    /// <summary>Where that name is given: the argument, or the model's name.</summary>
    internal static Location PlaceOf(INamedTypeSymbol model, AttributeData attribute) =>
        KnownAttributes.Has(attribute, "TypeName") && KnownAttributes.Syntax(attribute, "TypeName") is { } argument
            ? argument.GetLocation()
            : ProblemList.PlaceOf(model, attribute);

    /// <summary>The namespace and the types around a model, with a dot at the end, as they stand before a name.</summary>
    internal static string Before(INamedTypeSymbol model) => NamespaceBefore(model) + Around(model);

    internal static ModelTypes Of(INamedTypeSymbol model, AttributeData attribute)
    {
        var name = RecordOf(model, attribute);
        return new ModelTypes(
            ProblemList.NameOf(model),
            model.GetDocumentationCommentId() ?? model.MetadataName,
            KnownAttributes.Has(attribute, "TypeName"),
            new EquatableArray<string>(CodeText.IsTypeName(name) ? [Before(model) + name, NamespaceBefore(model) + GeneratedNames.Extensions(Around(model) + name)] : []));
    }

    private static string NamespaceBefore(INamedTypeSymbol model) =>
        model.ContainingNamespace.IsGlobalNamespace ? "" : CodeText.Of(model.ContainingNamespace).Replace("@", "") + ".";

    private static string Around(INamedTypeSymbol model) => model.ContainingType is { } container ? Around(container) + container.Name + "." : "";
}
