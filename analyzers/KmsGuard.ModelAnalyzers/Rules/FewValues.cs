using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5010: a blind index over so few values that it tells them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FewValues : AnnotatedClassAnalyzer
{
    private static readonly DiagnosticDescriptor Telling = Rule.Create(
        "KMSG5010",
        "Blind index over few values",
        "'{0}' has few values, so that who sees the index sees how often each occurs, and soon which is which: remove [BlindIndex]",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "Equal values have equal index values. Over a yes or no, or the members of an enum, counting them is reading them.");

    /// <summary>Creates the rule.</summary>
    public FewValues()
        : base(Telling)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        var places = new ProblemList(model, attribute);
        foreach (var property in MemberCollector.Collect(model, context.Compilation, places))
        {
            if (KnownAttributes.Find(property, "BlindIndexAttribute") is { } index && HasFewValues(property.Type))
                context.ReportDiagnostic(Diagnostic.Create(Telling, places.PlaceOf(property, index.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken)), property.Name));
        }
    }

    private static bool HasFewValues(ITypeSymbol type)
    {
        var value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return value.SpecialType == SpecialType.System_Boolean || value.TypeKind == TypeKind.Enum;
    }
}
