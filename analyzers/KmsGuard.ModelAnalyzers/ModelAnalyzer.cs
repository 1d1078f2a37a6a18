using System.Collections.Immutable;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers;

/// <summary>The base of the rules about models. A project that does not reference KmsGuard pays nothing; elsewhere a class without the attribute costs a look at the names of its attributes.</summary>
public abstract class ModelAnalyzer : DiagnosticAnalyzer
{
    private protected ModelAnalyzer(params DiagnosticDescriptor[] rules) => SupportedDiagnostics = ImmutableArray.Create(rules);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.ReferencedAssemblyNames.Any(static name => name.Name == Runtime.Assembly))
                Register(start);
        });
    }

    /// <summary>Looks at one annotated class.</summary>
    private protected abstract void AnalyzeModel(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute);

    /// <summary>Registers the look at models; overridden by what looks at more.</summary>
    private protected virtual void Register(CompilationStartAnalysisContext start) => start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);

    private void AnalyzeType(SymbolAnalysisContext context)
    {
        if (context.Symbol is INamedTypeSymbol { TypeKind: TypeKind.Class } model
            && KnownAttributes.Find(model, KnownAttributes.EncryptedModel) is { } attribute
            && Runtime.Declares(attribute.AttributeClass))
            AnalyzeModel(context, model, attribute);
    }
}
