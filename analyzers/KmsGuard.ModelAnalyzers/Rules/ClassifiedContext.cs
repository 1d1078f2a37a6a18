using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5004: classified data that would be sent to the key service. (What is both encrypted and context is refused by the generator.)</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClassifiedContext : AnnotatedClassAnalyzer
{
    private const string Classification = "Microsoft.Extensions.Compliance.Classification";

    internal static readonly DiagnosticDescriptor ExposedPair = Rule.Create(
        ModelRules.ExposedPair,
        ModelRules.TitleOf(ModelRules.ExposedPair),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "The encryption context is sent to the key service with every data key, and stands readable in CloudTrail and in the logs of an HSM.");

    /// <summary>Creates the rule.</summary>
    public ClassifiedContext()
        : base(ExposedPair)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        var sendsIdentity = KnownAttributes.Named(attribute, "SendIdentityToKeyring", false);
        var places = new ProblemList(model, attribute);
        foreach (var property in MemberCollector.Collect(model, context.Compilation, places))
        {
            var annotations = Annotations.Of(property);
            var pair = annotations.Context ?? (sendsIdentity ? annotations.Identity : null);
            if (pair is null || annotations.Several || ClassificationOf(property) is not { } classification)
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ExposedPair,
                places.PlaceOf(property, pair.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken)),
                $"{ProblemList.NameOf(model)}.{property.Name}: what is classified ({classification}) would be sent to the key service and stand in its logs; use a value that tells nothing, such as a number of your own."));
        }
    }

    private static string? ClassificationOf(IPropertySymbol property)
    {
        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            // A record's parameter takes the attributes that do not say that they are the property's.
            var parameters = declared.ContainingType is { IsRecord: true } record
                ? record.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Where(parameter => parameter.Name == declared.Name)
                : [];
            foreach (var found in parameters.Cast<ISymbol>().Prepend(declared).SelectMany(static symbol => symbol.GetAttributes()))
            {
                if (found.AttributeClass is { } type && IsClassification(type))
                    return type.Name.EndsWith("Attribute", StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - "Attribute".Length) : type.Name;
            }
        }
        return null;
    }

    /// <summary>The library's own two attributes say that nothing is known or nothing is there to protect.</summary>
    private static bool IsClassification(INamedTypeSymbol type) => !IsOfLibrary(type) && Bases(type).Any(static found => found.Name == "DataClassificationAttribute" && IsOfLibrary(found));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            yield return current;
    }

    private static bool IsOfLibrary(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() == Classification;
}
