using KmsGuard.Analyzers;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>
/// The id of what the data belongs to, where every place that gets an encryption context has it at hand by the same name: a parameter of
/// each method, or one member that does not change. With another value on one side, nothing would decrypt.
/// </summary>
internal sealed class ContextOwner
{
    // The broadest first. Ids that an application gives: CloudTrail shows contexts in clear, so no name, address, number of a card or of a patient.
    private static readonly string[] Keys =
        ["tenant", "organization", "organisation", "company", "workspace", "customer", "account", "user", "order", "invoice", "document", "record"];

    private ContextOwner(string key, string name, string value)
    {
        Key = key;
        Name = name;
        Value = value;
    }

    /// <summary>What the pair is called.</summary>
    internal string Key { get; }

    /// <summary>The parameter or member.</summary>
    internal string Name { get; }

    /// <summary>Its text, the same in every culture.</summary>
    internal string Value { get; }

    internal static ContextOwner? Of(FixSource source, Diagnostic diagnostic)
    {
        var places = diagnostic.AdditionalLocations.Select(source.Node<ExpressionSyntax>).OfType<ExpressionSyntax>().ToArray();
        if (places.Length != diagnostic.AdditionalLocations.Count || places.Length == 0 || diagnostic.Properties.ContainsKey(Facts.NotAll))
            return null;
        foreach (var key in Keys)
        {
            var word = char.ToUpperInvariant(key[0]) + key.Substring(1);
            foreach (var name in new[] { $"{key}Id", $"_{key}Id", $"{word}Id" })
            {
                if (AtHand(source, places[0], name) is { } symbol && Text(symbol) is { } value
                    && places.All(place => AtHand(source, place, name) is { } other && IsSame(symbol, other)))
                    return new ContextOwner(key, name, value);
            }
        }
        return null;
    }

    // What the name means at a place, if it keeps its value.
    private static ISymbol? AtHand(FixSource source, ExpressionSyntax place, string name)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || source.Model.GetDeclaredSymbol(type, source.Cancel) is not { } declared)
            return null;
        var found = source.Model.LookupSymbols(place.SpanStart, name: name);
        return found.Length == 1 && !SecretMembers.IsSecret(found[0]) && CodePlaces.IsVisible(found[0], place, type) && found[0] switch
        {
            IParameterSymbol { IsOptional: false } parameter =>
                SymbolEqualityComparer.Default.Equals(parameter.ContainingType, declared) && !IsWritten(source, parameter)
                && (!IsOfConstructor(parameter) || declared.TypeKind == TypeKind.Class && CodePlaces.Of(place, type) == CodePlace.Member && !CodePlaces.IsStored(parameter.Name, type)),
            // A constructor may not have set it yet.
            IFieldSymbol { IsStatic: false, IsReadOnly: true } or IPropertySymbol { IsStatic: false, SetMethod: null or { IsInitOnly: true } } =>
                declared.TypeKind == TypeKind.Class && IsMember(found[0], declared) && CodePlaces.Of(place, type) == CodePlace.Member,
            _ => false,
        } ? found[0] : null;
    }

    // Not of a type around this one.
    private static bool IsMember(ISymbol member, INamedTypeSymbol? type) =>
        type is not null && (SymbolEqualityComparer.Default.Equals(member.ContainingType, type) || IsMember(member, type.BaseType));

    private static bool IsWritten(FixSource source, IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(source.Cancel).Parent?.Parent is not { } scope
        || scope.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name
            && name.Parent is AssignmentExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or ArgumentSyntax { Parent: TupleExpressionSyntax }
            && (name.Parent as AssignmentExpressionSyntax)?.Right != name);

    // Parameters of methods each say it for their call. What the instance has is one thing.
    private static bool IsSame(ISymbol one, ISymbol other) =>
        SymbolEqualityComparer.Default.Equals(one, other)
        || one is IParameterSymbol first && other is IParameterSymbol second && !IsOfConstructor(first) && !IsOfConstructor(second)
            && SymbolEqualityComparer.IncludeNullability.Equals(first.Type, second.Type);

    private static bool IsOfConstructor(IParameterSymbol parameter) => parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor };

    private static string? Text(ISymbol symbol) => ((symbol as IParameterSymbol)?.Type ?? (symbol as IFieldSymbol)?.Type ?? (symbol as IPropertySymbol)?.Type) switch
    {
        { NullableAnnotation: NullableAnnotation.Annotated } => null,
        { SpecialType: SpecialType.System_String } => symbol.Name,
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 } =>
            symbol.Name + ".ToString(global::System.Globalization.CultureInfo.InvariantCulture)",
        { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => symbol.Name + ".ToString()",
        _ => null,
    };
}
