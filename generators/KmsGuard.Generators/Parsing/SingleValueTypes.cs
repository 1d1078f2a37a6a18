using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>A type that wraps a single value, such as a strongly typed id.</summary>
/// <param name="Value">The type of the value, which has an encoding of its own.</param>
/// <param name="UnwrapFormat">Gives the value of <c>{0}</c>.</param>
/// <param name="WrapFormat">Gives the wrapper of <c>{0}</c>.</param>
internal sealed record SingleValueType(ITypeSymbol Value, string UnwrapFormat, string WrapFormat)
{
    internal string Unwrap(string wrapper) => UnwrapFormat.Replace("{0}", wrapper);

    internal string Wrap(string value) => WrapFormat.Replace("{0}", value);
}

/// <summary>Finds types that wrap a single value by the pair of conversions that leads there and back.</summary>
internal static class SingleValueTypes
{
    internal static SingleValueType? Find(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct or TypeKind.Class, SpecialType: SpecialType.None, IsAbstract: false, IsRefLikeType: false, IsTupleType: false } named
            || !(named.IsValueType || named.IsSealed || named.IsRecord || IsOfVogen(named))
            || IsOfFramework(named))
            return null;
        return GeneratedElsewhere(named) ?? ByConversions(named) ?? ByMembers(named);
    }

    /// <summary>A generator does not see what another writes, but the attribute by which it was asked: of Vogen, or StronglyTypedId.</summary>
    private static SingleValueType? GeneratedElsewhere(INamedTypeSymbol type)
    {
        var name = CodeText.OfNonNullable(type);
        foreach (var attribute in type.GetAttributes())
        {
            var value = Asked(attribute, type);
            if (value is not null && ValueTypes.IsPlain(value))
                return new SingleValueType(value, "{0}.Value", IsOfVogen(attribute) ? $"{name}.From({{0}})" : $"new {name}({{0}})");
        }
        return null;
    }

    private static ITypeSymbol? Asked(AttributeData attribute, INamedTypeSymbol type)
    {
        if (type.GetMembers("Value").Any())
            return null;
        if (IsOfVogen(attribute))
        {
            return attribute.AttributeClass!.TypeArguments.FirstOrDefault()
                ?? FirstType(attribute)
                ?? type.ContainingAssembly.GetAttributes().Where(defaults => KnownAttributes.Is(defaults, "Vogen", "VogenDefaultsAttribute")).Select(FirstType).FirstOrDefault()
                ?? Special(attribute, SpecialType.System_Int32);
        }
        if (!KnownAttributes.Is(attribute, "StronglyTypedIds", "StronglyTypedIdAttribute"))
            return null;
        var template = attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum } chosen
            ? chosen.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => Equals(member.ConstantValue, chosen.Value))?.Name
            : "Guid";
        return template switch
        {
            "Int" => Special(attribute, SpecialType.System_Int32),
            "Long" => Special(attribute, SpecialType.System_Int64),
            "String" => Special(attribute, SpecialType.System_String),
            "Guid" => Core(attribute)?.GetTypeByMetadataName("System.Guid"),
            _ => null,
        };
    }

    /// <summary>Classes of Vogen are not sealed, but derived ones cannot have a value: the constructor that takes it is private.</summary>
    private static bool IsOfVogen(INamedTypeSymbol type) => type.GetAttributes().Any(IsOfVogen);

    private static bool IsOfVogen(AttributeData attribute) => KnownAttributes.Is(attribute, "Vogen", "ValueObjectAttribute");

    private static ITypeSymbol? FirstType(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: ITypeSymbol given } ? given : null;

    /// <summary>The assembly of System.Object, by way of an attribute's bases.</summary>
    private static IAssemblySymbol? Core(AttributeData attribute)
    {
        var type = attribute.AttributeClass;
        while (type?.BaseType is { } baseType)
            type = baseType;
        return type?.ContainingAssembly;
    }

    private static ITypeSymbol? Special(AttributeData attribute, SpecialType special) => Core(attribute)?.GetTypeByMetadataName(special.ToString().Replace('_', '.'));

    private static SingleValueType? ByConversions(INamedTypeSymbol type)
    {
        if (!HoldsOneValue(type))
            return null;
        var conversions = type.GetMembers().OfType<IMethodSymbol>().Where(method => method is { MethodKind: MethodKind.Conversion, Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public }).ToArray();
        var values = conversions
            .Where(method => Same(method.Parameters[0].Type, type) && ValueTypes.IsPlain(method.ReturnType))
            .Select(method => method.ReturnType)
            .Where(value => conversions.Any(back => Same(back.ReturnType, type) && Same(back.Parameters[0].Type, value)))
            .ToArray();
        return values.Length == 1 ? new SingleValueType(values[0], $"(({CodeText.OfNonNullable(values[0])}){{0}})", $"(({CodeText.OfNonNullable(type)}){{0}})") : null;
    }

    /// <summary>A property <c>Value</c>, and a constructor or <c>From</c> that takes one.</summary>
    private static SingleValueType? ByMembers(INamedTypeSymbol type)
    {
        if (type.GetMembers("Value").FirstOrDefault() is not IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public } property
            || !ValueTypes.IsPlain(property.Type))
            return null;
        var name = CodeText.OfNonNullable(type);
        if (type.GetMembers("From").OfType<IMethodSymbol>().Any(method => method is { IsStatic: true, IsGenericMethod: false, DeclaredAccessibility: Accessibility.Public } && Same(method.ReturnType, type) && TakesValue(method)))
            return new SingleValueType(property.Type, "{0}.Value", name + ".From({0})");
        return HoldsOneValue(type) && type.InstanceConstructors.Any(constructor => constructor.DeclaredAccessibility == Accessibility.Public && TakesValue(constructor))
            ? new SingleValueType(property.Type, "{0}.Value", $"new {name}({{0}})")
            : null;

        bool TakesValue(IMethodSymbol method) => method.Parameters.Length == 1 && method.Parameters[0].RefKind == RefKind.None && Same(method.Parameters[0].Type, property.Type);
    }

    /// <summary>More than one field would be more than the conversion carries. Private ones of a referenced class are not seen.</summary>
    private static bool HoldsOneValue(INamedTypeSymbol type) =>
        type.BaseType is null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }
        && type.GetMembers().OfType<IFieldSymbol>().Count(field => !field.IsStatic) <= 1;

    private static bool Same(ITypeSymbol left, ITypeSymbol right) => SymbolEqualityComparer.Default.Equals(left, right);

    private static bool IsOfFramework(INamedTypeSymbol type)
    {
        var @namespace = type.ContainingNamespace;
        while (@namespace is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            @namespace = @namespace.ContainingNamespace;
        return @namespace?.Name == "System";
    }
}
