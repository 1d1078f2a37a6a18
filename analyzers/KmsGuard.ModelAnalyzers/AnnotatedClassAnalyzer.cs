using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers;

/// <summary>The base of rules that look at models one by one. Another class costs a look at the names of its attributes.</summary>
public abstract class AnnotatedClassAnalyzer : ModelAnalyzer
{
    private protected AnnotatedClassAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start) =>
        start.RegisterSymbolAction(
            context =>
            {
                if (AnnotatedModels.Of(context.Symbol) is { } model)
                    Analyze(context, model.Symbol, model.Attribute);
            },
            SymbolKind.NamedType);

    private protected abstract void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute);
}
