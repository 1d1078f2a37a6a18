using System.Collections.Immutable;
using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5007: encryption context that is another one for every record.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UniqueContext : AnnotatedClassAnalyzer
{
    /// <summary>Whose key a Guid may be when it is not called Id: that of the record, or of one event.</summary>
    private static readonly string[] RecordWords = ["", "Record", "Row", "Entity", "Object", "Correlation", "Request", "Message", "Event", "Transaction", "Trace", "Session", "Unique", "Public", "External"];

    private static readonly string[] Suffixes = ["Guid", "Uuid", "Id", "Key"];

    private static readonly DiagnosticDescriptor Unique = Rule.Create(
        "KMSG5007",
        "Encryption context that differs for every record",
        "'{0}' differs for every record, so that each costs a data key of its own: make it [RecordIdentity]",
        ModelRules.Category,
        DiagnosticSeverity.Info,
        "Records of one encryption context share data keys. A context that tells records apart leaves nothing to share, and puts a list of all records into the key service's log.");

    /// <summary>Creates the rule.</summary>
    public UniqueContext()
        : base(Unique)
    {
    }

    private protected override void Analyze(SymbolAnalysisContext context, INamedTypeSymbol model, AttributeData attribute)
    {
        var places = new ProblemList(model, attribute);
        foreach (var property in MemberCollector.Collect(model, context.Compilation, places))
        {
            var annotations = Annotations.Of(property);
            if (annotations.Context is not { } pair || annotations.Several || !TellsRecordsApart(property, model))
                continue;
            var syntax = pair.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(Unique, places.PlaceOf(property, syntax), property.Name));
        }
    }

    private static bool TellsRecordsApart(IPropertySymbol property, INamedTypeSymbol model)
    {
        if (property.GetAttributes().Any(static attribute => KnownAttributes.Is(attribute, "System.ComponentModel.DataAnnotations", "KeyAttribute")))
            return true;
        var name = property.Name;
        if (name.Equals("Id", StringComparison.OrdinalIgnoreCase) || name.Equals(model.Name + "Id", StringComparison.OrdinalIgnoreCase))
            return true;
        // The Guid of a tenant is shared by its records.
        if (ValueTypes.PairKind(property.Type) != "guid")
            return false;
        var suffix = Suffixes.FirstOrDefault(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        var owner = suffix is null ? name : name.Substring(0, name.Length - suffix.Length);
        return RecordWords.Contains(owner, StringComparer.OrdinalIgnoreCase) || owner.Equals(model.Name, StringComparison.OrdinalIgnoreCase);
    }
}
