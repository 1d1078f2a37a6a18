using KmsGuard.Generators.Model;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>The part of KMSG5015 that is about two models: one type that is to be generated for both.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedType : ModelAnalyzer
{
    /// <summary>Creates the rule.</summary>
    public SharedType()
        : base(UngeneratableModel.CannotBeHonoured)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        var models = new AnnotatedModels(start.Compilation);
        var clashes = new Lazy<EquatableArray<TypeClash>>(() => TypeClash.Find([.. models.All.Select(static model => GeneratedTypes.Of(model.Symbol, model.Attribute))]));
        start.RegisterSymbolAction(
            context =>
            {
                if (AnnotatedModels.Of(context.Symbol) is not { } model)
                    return;
                var types = GeneratedTypes.Of(model.Symbol, model.Attribute);
                if (clashes.Value.FirstOrDefault(clash => clash.MetadataName == types.MetadataName) is { } clash)
                    context.ReportDiagnostic(Diagnostic.Create(UngeneratableModel.CannotBeHonoured, GeneratedTypes.PlaceOf(model.Symbol, model.Attribute), types.Model + ": " + Problems.TypeOfTwoModels(clash).Text));
            },
            SymbolKind.NamedType);
    }
}
