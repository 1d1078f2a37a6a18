using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>The half of KMSG5011 that is about two models: one purpose, by which their records could be exchanged.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedPurpose : ModelAnalyzer
{
    /// <summary>Creates the rule.</summary>
    public SharedPurpose()
        : base(UngeneratableModel.DuplicateName)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        var models = new AnnotatedModels(start.Compilation);
        start.RegisterSymbolAction(
            context =>
            {
                if (AnnotatedModels.Of(context.Symbol) is not { } model)
                    return;
                foreach (var purpose in model.Purposes)
                {
                    var other = models.All.FirstOrDefault(candidate => !SymbolEqualityComparer.Default.Equals(candidate.Symbol, model.Symbol) && candidate.Purposes.Contains(purpose));
                    if (other is null)
                        continue;
                    context.ReportDiagnostic(Diagnostic.Create(
                        UngeneratableModel.DuplicateName,
                        PlaceOf(model, context.CancellationToken),
                        $"{ProblemList.NameOf(model.Symbol)}: the purpose '{purpose}' is that of '{ProblemList.NameOf(other.Symbol)}' too, so that a record of one opens as one of the other; each model needs its own."));
                }
            },
            SymbolKind.NamedType);
    }

    private static Location PlaceOf(AnnotatedModel model, CancellationToken cancellationToken) =>
        model.Attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            ? arguments[0].GetLocation()
            : ProblemList.PlaceOf(model.Symbol, model.Attribute);
}
