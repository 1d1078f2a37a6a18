using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5006: a pair whose value can change after the record was encrypted.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChangingContext : AnnotatedClassAnalyzer
{
    private const int Identity = 1;
    private const int Computed = 2;

    private static readonly DiagnosticDescriptor Changing = Rule.Create(
        "KMSG5006",
        "Bound value that can change",
        "'{0}' {1}",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "A record opens only with the values that it was encrypted with. Where one changes afterwards, what is stored is unreadable.");

    /// <summary>Creates the rule.</summary>
    public ChangingContext()
        : base(Changing)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        var isIdentityBound = KnownAttributes.Named(attribute, "Binding", 0) == 0;
        var places = new ProblemList(model, attribute);
        foreach (var property in MemberCollector.Collect(model, context.Compilation, places))
        {
            var annotations = Annotations.Of(property);
            if (annotations.Several || (annotations.Context ?? (isIdentityBound ? annotations.Identity : null)) is null)
                continue;
            if (IsDatabaseGenerated(property))
                Report(property, "is given by the database, after the record was encrypted without it: give the value before, or say Binding = RecordBinding.HeaderOnly for an identity");
            else if (annotations.Context is not null && Accessors.Setter(property) is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal })
                Report(property, "is encryption context and can be set after the record was encrypted with another value: make it init-only");
        }

        void Report(IPropertySymbol property, string text) =>
            context.ReportDiagnostic(Diagnostic.Create(Changing, places.PlaceOf(property, part: null), property.Name, text));
    }

    private static bool IsDatabaseGenerated(IPropertySymbol property) => property.GetAttributes().Any(static attribute =>
        KnownAttributes.Is(attribute, "System.ComponentModel.DataAnnotations.Schema", "DatabaseGeneratedAttribute")
        && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum, Value: Identity or Computed });
}
