using System.Collections.Immutable;
using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5005 and KMSG5055: what a model stores in clear though it is classified, or named like a secret.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClearSecret : AnnotatedClassAnalyzer
{
    /// <summary>What the fix reads: the name under which the property would be stored.</summary>
    internal const string StoredName = nameof(StoredName);

    private static readonly DiagnosticDescriptor Classified = Rule.Create(
        "KMSG5005",
        "Classified property that is stored in clear",
        "'{0}' is classified ({1}) and stored in clear: put [Encrypted] on it",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "What a property of a model does not encrypt stands in the database as it is, and is bound to nothing.");

    private static readonly DiagnosticDescriptor Named = Rule.Create(
        "KMSG5055",
        "Property named like a secret that is stored in clear",
        "'{0}' is stored in clear, and its name says {1}: put [Encrypted] on it if it holds one",
        ModelRules.Category,
        DiagnosticSeverity.Info,
        "What a property of a model does not encrypt stands in the database as it is, and is bound to nothing.");

    /// <summary>Creates the rules.</summary>
    public ClearSecret()
        : base(Classified, Named)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        // What is not generated is told first.
        if (ModelParser.SpecificationOf(model, attribute, context.Compilation, context.CancellationToken) is not { } specification)
            return;
        var clear = specification.Properties.Where(static property => property.Role == Generators.Model.PropertyRole.Clear).Select(static property => property.DocId).ToImmutableHashSet();
        var places = new ProblemList(model, attribute);
        foreach (var property in MemberCollector.Collect(model, context.Compilation, places))
        {
            if (!clear.Contains(property.OriginalDefinition.GetDocumentationCommentId() ?? ""))
                continue;
            var facts = IsOwn(property, model) && ValueTypes.Encoding(property.Type) is not null
                ? ImmutableDictionary<string, string?>.Empty.Add(StoredName, NameRules.Suggest(property.Name))
                : ImmutableDictionary<string, string?>.Empty;
            if (Classifications.Of(property).FirstOrDefault() is { } classification)
                context.ReportDiagnostic(Diagnostic.Create(Classified, places.PlaceOf(property, part: null), facts, property.Name, classification));
            else if (CanHoldSecret(property.Type) && SecretWords.In(property.Name) is { } secret)
                context.ReportDiagnostic(Diagnostic.Create(Named, places.PlaceOf(property, part: null), facts, property.Name, secret));
        }
    }

    private static bool IsOwn(IPropertySymbol property, INamedTypeSymbol model) => SymbolEqualityComparer.Default.Equals(property.ContainingType, model);

    /// <summary>A flag or a kind about a secret is none.</summary>
    private static bool CanHoldSecret(ITypeSymbol type) =>
        ValueTypes.Encoding(type) is { Name: not "bool" } && type.TypeKind != TypeKind.Enum
        && !(type is INamedTypeSymbol { TypeArguments.Length: 1 } nullable && nullable.TypeArguments[0].TypeKind == TypeKind.Enum);
}
