using KmsGuard.Generators.Parsing;
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
                if (context.Symbol is INamedTypeSymbol { TypeKind: TypeKind.Class } model
                    && KnownAttributes.Find(model, KnownAttributes.EncryptedModel) is { } attribute
                    && Runtime.Declares(attribute.AttributeClass))
                    Analyze(context, model, attribute);
            },
            SymbolKind.NamedType);

    private protected abstract void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute);
}
