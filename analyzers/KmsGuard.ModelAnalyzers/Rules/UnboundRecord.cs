using System.Collections.Immutable;
using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5003: encrypted fields that nothing binds to their record.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnboundRecord : AnnotatedClassAnalyzer
{
    /// <summary>What the fix reads: the property that looks like the identity, declared at the second additional location. The first is the attribute.</summary>
    internal const string Identity = nameof(Identity);

    private static readonly DiagnosticDescriptor Unbound = Rule.Create(
        "KMSG5003",
        "Encrypted record without an identity",
        "The fields of '{0}' open in every record of the same encryption context: put [RecordIdentity] on what identifies a record, or say Binding = RecordBinding.HeaderOnly",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "Without an identity, who can write to the database can put a header with its fields into another row, where it decrypts as that row's own.");

    /// <summary>Creates the rule.</summary>
    public UnboundRecord()
        : base(Unbound)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        var properties = Properties(model).ToArray();
        if (KnownAttributes.Named(attribute, "Binding", 0) != 0
            || !properties.Any(static property => KnownAttributes.Find(property, KnownAttributes.Encrypted) is not null)
            || properties.Any(static property => KnownAttributes.Find(property, KnownAttributes.RecordIdentity) is not null))
            return;

        var candidate = properties.FirstOrDefault(property => IsLikelyIdentity(property, model));
        var facts = ImmutableDictionary<string, string?>.Empty;
        var places = new List<Location>();
        if (attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() is { } place)
            places.Add(place);
        if (candidate is not null)
        {
            facts = facts.Add(Identity, candidate.Name);
            places.Add(candidate.Locations[0]);
        }
        context.ReportDiagnostic(Diagnostic.Create(Unbound, ProblemList.PlaceOf(model, attribute), places, facts, ProblemList.NameOf(model)));
    }

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol model)
    {
        for (var type = model; type is not null; type = type.BaseType)
        {
            foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
                yield return property;
        }
    }

    private static bool IsLikelyIdentity(IPropertySymbol property, INamedTypeSymbol model) =>
        SymbolEqualityComparer.Default.Equals(property.ContainingType, model)
        && property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false }
        && (property.Name.Equals("Id", StringComparison.OrdinalIgnoreCase) || property.Name.Equals(model.Name + "Id", StringComparison.OrdinalIgnoreCase))
        && !Annotations.Of(property).Any
        && ValueTypes.Pair(property.Type, isIdentity: true) is not null;
}
