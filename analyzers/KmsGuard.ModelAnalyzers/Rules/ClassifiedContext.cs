using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5004: classified data that would be sent to the key service. (What is both encrypted and context is refused by the generator.)</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClassifiedContext : AnnotatedClassAnalyzer
{
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
            if (pair is null || annotations.Several || Classifications.Of(property).FirstOrDefault() is not { } classification)
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ExposedPair,
                places.PlaceOf(property, pair.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken)),
                $"{ProblemList.NameOf(model)}.{property.Name}: what is classified ({classification}) would be sent to the key service and stand in its logs; use a value that tells nothing, such as a number of your own."));
        }
    }
}
