using System.Globalization;
using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>Reads the blind indexes of one encrypted property.</summary>
internal sealed class IndexReader(Compilation compilation, ProblemList problems)
{
    private const int MaxBits = 32;
    private const int AllNormalizations = 1 | 2 | 4 | 8;

    internal EquatableArray<IndexSpec> Read(IPropertySymbol property, IReadOnlyList<AttributeData> attributes, EncodingSpec? encoding)
    {
        // Equal values must have equal bytes: JSON promises no order, and a float is seldom the one that is meant.
        if (attributes.Count > 0 && encoding?.Name is "json" or "float")
            Add(property, attributes[0], Problems.IndexedType(property.Type.ToDisplayString()));
        var indexes = new List<IndexSpec>();
        foreach (var attribute in attributes)
        {
            if (Read(property, attribute) is not { } index)
                continue;
            if (indexes.Exists(other => other.Version == index.Version))
                Add(property, attribute, Problems.IndexVersionTwice(index.Version));
            else
                indexes.Add(index);
        }
        return new EquatableArray<IndexSpec>(indexes.OrderBy(index => index.Version));
    }

    private IndexSpec? Read(IPropertySymbol property, AttributeData attribute)
    {
        var (bits, version, normalize) = (KnownAttributes.Named(attribute, "Bits", 0), KnownAttributes.Named(attribute, "Version", 1), KnownAttributes.Named(attribute, "Normalize", 0));
        var name = KnownAttributes.Named<string>(attribute, "PropertyName", null) ?? NameOf(property, version);
        var type = ValueTypes.Bare(property.Type);
        var normalizer = KnownAttributes.NamedType(attribute, "Normalizer");
        (Misuse Misuse, string Argument)? problem = bits is < 1 or > MaxBits ? (Problems.IndexBits, "Bits")
            : version < 1 ? (Problems.IndexVersion, "Version")
            : !CodeText.IsTypeName(name) ? (Problems.NotAnIndexName(name), "PropertyName")
            : (normalize & ~AllNormalizations) != 0 ? (Problems.UnknownNormalization, "Normalize")
            : normalize != 0 && type.SpecialType != SpecialType.System_String ? (Problems.NormalizedType, "Normalize")
            : normalizer is not null && !Normalizes(normalizer, type) ? (Problems.NotANormalizer(normalizer.Name, type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString()), "Normalizer")
            : null;
        if (problem is { } found)
        {
            problems.Add(property, found.Misuse, KnownAttributes.Syntax(attribute, found.Argument));
            return null;
        }
        return new IndexSpec(name, version, bits, normalize, normalizer is null ? null : CodeText.OfNonNullable(normalizer), CodeText.OfNonNullable(type));
    }

    private static string NameOf(IPropertySymbol property, int version) =>
        property.Name + "Index" + (version > 1 ? version.ToString(CultureInfo.InvariantCulture) : "");

    private bool Normalizes(INamedTypeSymbol normalizer, ITypeSymbol type) =>
        normalizer is { IsUnboundGenericType: false, IsStatic: false, TypeKind: TypeKind.Class or TypeKind.Struct }
        && compilation.IsSymbolAccessibleWithin(normalizer, compilation.Assembly)
        && normalizer.AllInterfaces.Any(implemented => implemented is { Name: "IIndexNormalizer", Arity: 1, ContainingNamespace: { Name: "KmsGuard", ContainingNamespace.IsGlobalNamespace: true } }
            && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type));

    private void Add(IPropertySymbol property, AttributeData attribute, Misuse misuse) =>
        problems.Add(property, misuse, attribute.ApplicationSyntaxReference?.GetSyntax());
}
