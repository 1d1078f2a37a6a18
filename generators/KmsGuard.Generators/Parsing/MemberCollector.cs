using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Parsing;

/// <summary>A model's properties with those of its base classes, base first; an override stands where its base property stood.</summary>
internal static class MemberCollector
{
    internal static List<IPropertySymbol> Collect(INamedTypeSymbol model, Compilation compilation, ProblemList problems)
    {
        var properties = new List<IPropertySymbol>();
        foreach (var type in Hierarchy(model))
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property)
                    Add(property, properties, compilation, problems);
                else if (member is IFieldSymbol field)
                    CheckField(field, compilation, problems);
            }
        }
        foreach (var property in model.AllInterfaces.SelectMany(type => type.GetMembers()).OfType<IPropertySymbol>())
            CheckInterface(property, model, problems);
        return properties;
    }

    private static Stack<INamedTypeSymbol> Hierarchy(INamedTypeSymbol model)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var type = model; type is { SpecialType: not SpecialType.System_Object }; type = type.BaseType)
            types.Push(type);
        return types;
    }

    private static void Add(IPropertySymbol property, List<IPropertySymbol> properties, Compilation compilation, ProblemList problems)
    {
        var annotations = Annotations.Of(property);
        if (annotations.IsIgnored && (annotations.Any || property.IsRequired))
            problems.Add(property, annotations.Any ? Problems.IgnoredAndAnnotated : Problems.IgnoredAndRequired, KnownAttributes.Find(property, KnownAttributes.EncryptionIgnore)?.ApplicationSyntaxReference?.GetSyntax());
        if (Unusable(property, compilation) is { } problem)
        {
            if (annotations.Any)
                problems.Add(property, problem);
            else if (property.IsRequired)
                problems.Add(property, Problems.RequiredNotPublic);
            return;
        }

        var same = properties.FindIndex(other => other.Name == property.Name);
        if (same < 0)
        {
            properties.Add(property);
            return;
        }
        if (property.OverriddenProperty is null && (Annotations.Of(properties[same]).Any || Accessors.Setter(properties[same]) is not null || Accessors.IsAuto(properties[same])))
            problems.Add(property, Problems.Hides(properties[same].ContainingType.Name));
        properties[same] = property;
    }

    private static Misuse? Unusable(IPropertySymbol property, Compilation compilation) =>
        property.IsIndexer ? Problems.Indexer
        : property.IsStatic ? Problems.Static
        : property.DeclaredAccessibility != Accessibility.Public ? Problems.NotPublic
        : property.RefKind != RefKind.None ? Problems.ReturnsByReference
        : Accessors.CanRead(property, compilation) ? null
        : Problems.WriteOnly;

    /// <summary>Only properties are carried over, so a public field's value would be lost and a required one cannot be set.</summary>
    private static void CheckField(IFieldSymbol field, Compilation compilation, ProblemList problems)
    {
        if (field.IsStatic || field.IsImplicitlyDeclared || field.AssociatedSymbol is not null)
            return;
        if (field.IsRequired || (field.DeclaredAccessibility == Accessibility.Public && !field.IsReadOnly && compilation.IsSymbolAccessibleWithin(field, compilation.Assembly)))
            problems.Add(field, Problems.Field);
    }

    /// <summary>An attribute on an interface's property does nothing; the property that implements it must have its own.</summary>
    private static void CheckInterface(IPropertySymbol declared, INamedTypeSymbol model, ProblemList problems)
    {
        if (!Annotations.Of(declared).Any)
            return;
        if (model.FindImplementationForInterfaceMember(declared) is not IPropertySymbol { ContainingType.TypeKind: TypeKind.Class } implementation || !Annotations.Of(implementation).Any)
            problems.Add(declared, Problems.OnlyOnInterface(declared.ContainingType.Name));
    }
}
