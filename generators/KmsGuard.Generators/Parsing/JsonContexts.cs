using KmsGuard.Generators.Model;
using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>The application's JsonSerializerContext of a field. What its own generator writes is not seen: what it was asked to write is.</summary>
internal static class JsonContexts
{
    private const string Namespace = "System.Text.Json.Serialization";

    /// <summary>Null with a problem.</summary>
    internal static EncodingSpec? Encoding(IPropertySymbol property, AttributeData attribute, Compilation compilation, ProblemList problems)
    {
        var place = KnownAttributes.Syntax(attribute, "Json");
        if (attribute.NamedArguments.First(argument => argument.Key == "Json").Value is not { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol context })
            problems.Add(property, Problems.NoJsonContext, place);
        else if (context.TypeKind == TypeKind.Error)
            problems.Add(property, Problems.UnknownType, place);
        else if (!IsContext(context) || context.IsAbstract || context.IsUnboundGenericType)
            problems.Add(property, Problems.NotAJsonContext(context.Name), place);
        else if (!compilation.IsSymbolAccessibleWithin(context, compilation.Assembly))
            problems.Add(property, Problems.HiddenJsonContext(context.Name), place);
        else if (!Knows(context, property.Type))
            problems.Add(property, Problems.JsonContextLacks(context.Name, ValueTypes.Bare(property.Type).WithNullableAnnotation(NullableAnnotation.None).ToDisplayString()), place);
        else if (NestedModels.Cycle(property) is { } cycle)
            problems.Add(property, Problems.NestedCycle(cycle), place);
        else
            return ValueTypes.Json(property.Type, context);
        return null;
    }

    private static bool IsContext(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Name == "JsonSerializerContext" && current.ContainingNamespace.ToDisplayString() == Namespace)
                return true;
        }
        return false;
    }

    /// <summary>A type that is known only as a part of another would be lost from the context when that one changes.</summary>
    private static bool Knows(INamedTypeSymbol context, ITypeSymbol type) => context.GetAttributes().Any(attribute =>
        KnownAttributes.Is(attribute, Namespace, "JsonSerializableAttribute")
        && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: ITypeSymbol known }
        && SymbolEqualityComparer.Default.Equals(ValueTypes.Bare(known), ValueTypes.Bare(type)));
}
