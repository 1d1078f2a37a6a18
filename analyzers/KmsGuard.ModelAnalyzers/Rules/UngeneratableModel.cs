using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5001, KMSG5002, KMSG5011, KMSG5014, KMSG5015 and half of KMSG5004: what the generator refuses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UngeneratableModel : AnnotatedClassAnalyzer
{
    private static readonly DiagnosticDescriptor Unreachable = Rule.Create(
        ModelRules.Unreachable,
        ModelRules.TitleOf(ModelRules.Unreachable),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "The encrypted type is a class beside the model, of the same assembly. What it cannot read and set cannot be encrypted and decrypted.");

    private static readonly DiagnosticDescriptor UnsupportedType = Rule.Create(
        ModelRules.UnsupportedType,
        ModelRules.TitleOf(ModelRules.UnsupportedType),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "A value is encrypted in an encoding that is fixed for ever. There is none for this type.");

    internal static readonly DiagnosticDescriptor DuplicateName = Rule.Create(
        ModelRules.DuplicateName,
        ModelRules.TitleOf(ModelRules.DuplicateName),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "The name says which field or pair a stored value is. Two of one name could not be told apart.");

    private static readonly DiagnosticDescriptor TakenName = Rule.Create(
        ModelRules.TakenName,
        ModelRules.TitleOf(ModelRules.TakenName),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "The encrypted type has the model's properties beside members of its own, whose names are fixed.");

    internal static readonly DiagnosticDescriptor CannotBeHonoured = Rule.Create(
        ModelRules.CannotBeHonoured,
        ModelRules.TitleOf(ModelRules.CannotBeHonoured),
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "An annotation says what must be done with a value. One that is left aside would leave the value in clear, unbound or lost.");

    /// <summary>Creates the rules.</summary>
    public UngeneratableModel()
        : base(Unreachable, UnsupportedType, ClassifiedContext.ExposedPair, DuplicateName, TakenName, CannotBeHonoured)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        foreach (var found in ModelParser.Check(model, attribute, context.Compilation, context.CancellationToken))
        {
            // All generators have run: of a type that is not known even now, the compiler says so.
            if (found.Misuse != Problems.UnknownType)
                context.ReportDiagnostic(Diagnostic.Create(SupportedDiagnostics.First(rule => rule.Id == found.Misuse.Rule), found.Location, found.Message));
        }
    }
}
