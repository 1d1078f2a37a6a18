using System.Collections.Immutable;
using KmsGuard.Analyzers;
using KmsGuard.Generators.Model;
using KmsGuard.Generators.Model.Stored;
using KmsGuard.Generators.Parsing;
using KmsGuard.ModelAnalyzers.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5008 and KMSG5058: models held against the schema files of their project, where it has them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StoredSchema : ModelAnalyzer
{
    private static readonly DiagnosticDescriptor Unreadable = Rule.Create(
        "KMSG5008",
        "Stored records that are no longer read",
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Error,
        "What was released has stored records by the names, types and keys in KmsGuard.Shipped.json. A model that changes them makes those records unreadable.");

    private static readonly DiagnosticDescriptor Unrecorded = Rule.Create(
        "KMSG5058",
        "Model that the schema files do not record",
        "{0} is not as the schema files record it: record it in KmsGuard.Unshipped.json",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "KmsGuard.Unshipped.json says what the next release will store, so that a change of it is seen in review, and later ones can be held against it.");

    /// <summary>Creates the rules.</summary>
    public StoredSchema()
        : base(Unreadable, Unrecorded)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        if (SchemaFiles.Find(start.Options.AdditionalFiles, start.CancellationToken) is not { } files)
            return;
        var models = new AnnotatedModels(start.Compilation);
        start.RegisterSymbolAction(
            context =>
            {
                if (files.AreValid && AnnotatedModels.Of(context.Symbol) is { } model)
                    Analyze(context, model, files, models);
            },
            SymbolKind.NamedType);
        start.RegisterAdditionalFileAction(context =>
        {
            if (context.AdditionalFile == files.ShippedFile)
                AnalyzeShipped(context, files, models);
            else if (context.AdditionalFile == files.UnshippedFile)
                ReportProblems(context, files.Unshipped);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, AnnotatedModel model, SchemaFiles files, AnnotatedModels models)
    {
        if (ModelParser.SpecificationOf(model.Symbol, model.Attribute, context.Compilation, context.CancellationToken) is not { } specification)
            return;
        var code = StoredModels.Of(specification);
        var facts = ImmutableDictionary<string, string?>.Empty.Add(SchemaFacts.Model, SchemaFile.Empty.With(code, removal: null).Write());
        var isReadable = true;
        foreach (var difference in files.Shipped.Models.Where(entry => IsShippedOf(entry.Model, code, models)).SelectMany(entry => SchemaComparison.Find(entry.Model, code)))
        {
            if (files.IsRemoved(difference.Purpose, difference.Field))
                continue;
            isReadable = false;
            var (place, declaration) = PlaceOf(difference, model, context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(Unreadable, place, declaration is null ? [] : [declaration], FactsOf(difference, facts), $"{ProblemList.NameOf(model.Symbol)}: {difference.Text}"));
        }
        if (isReadable && files.Recorded.Models.All(entry => entry.Model != code))
            context.ReportDiagnostic(Diagnostic.Create(Unrecorded, ProblemList.PlaceOf(model.Symbol, model.Attribute), facts, ProblemList.NameOf(model.Symbol)));
    }

    /// <summary>By a purpose; by the name of the class where no model has the purpose any more.</summary>
    private static bool IsShippedOf(StoredModel shipped, StoredModel code, AnnotatedModels models) =>
        SchemaFile.IsOf(shipped, code) || (shipped.Type == code.Type && !IsRead(shipped, models));

    private static bool IsRead(StoredModel shipped, AnnotatedModels models) => models.All.Any(model => model.Purposes.Contains(shipped.Purpose));

    private static void AnalyzeShipped(AdditionalFileAnalysisContext context, SchemaFiles files, AnnotatedModels models)
    {
        ReportProblems(context, files.Shipped);
        if (!files.AreValid)
            return;
        foreach (var entry in files.Shipped.Models)
        {
            if (IsRead(entry.Model, models) || files.IsRemoved(entry.Model.Purpose, null) || models.All.Any(model => StoredModels.NameOf(model.Symbol.ToDisplayString()) == entry.Model.Type))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                Unreadable,
                SchemaFiles.PlaceIn(context.AdditionalFile, entry.Place, context.CancellationToken),
                $"records are stored under the purpose '{entry.Model.Purpose}', and no model reads them: put '{entry.Model.Type}' back, or add {{ \"purpose\": \"{entry.Model.Purpose}\" }} to \"removed\" in {SchemaFile.Unshipped} when none is left"));
        }
    }

    private static void ReportProblems(AdditionalFileAnalysisContext context, SchemaFile file)
    {
        foreach (var problem in file.Problems)
            context.ReportDiagnostic(Diagnostic.Create(Unreadable, SchemaFiles.PlaceIn(context.AdditionalFile, problem.Place, context.CancellationToken), $"{problem.Text}; no model is checked until then"));
    }

    private static ImmutableDictionary<string, string?> FactsOf(SchemaDifference difference, ImmutableDictionary<string, string?> model) => model
        .Add(SchemaFacts.RemovedPurpose, difference.Purpose)
        .Add(SchemaFacts.RemovedField, difference.Field)
        .Add(SchemaFacts.FormerName, difference.FormerName)
        .Add(SchemaFacts.FormerPurpose, difference.FormerPurpose);

    /// <summary>Where to show a difference, and what a fix would annotate.</summary>
    private static (Location Place, Location? Declaration) PlaceOf(SchemaDifference difference, AnnotatedModel model, CancellationToken cancellationToken)
    {
        var places = new ProblemList(model.Symbol, model.Attribute);
        var whole = ProblemList.PlaceOf(model.Symbol, model.Attribute);
        var syntax = model.Attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax;
        switch (difference.Place)
        {
            case SchemaPlace.Purpose:
                return (syntax?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals is null)?.GetLocation() ?? whole, whole);
            case SchemaPlace.KeyName:
                return (syntax?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "KeyName")?.GetLocation() ?? whole, null);
            case SchemaPlace.Field when Property(model.Symbol, property => property.Name == difference.Property) is { } field:
                return (places.PlaceOf(field, Annotations.Of(field).Encrypted?.ApplicationSyntaxReference?.GetSyntax(cancellationToken)), field.Locations.FirstOrDefault(location => location.IsInSource));
            case SchemaPlace.Pair when Property(model.Symbol, property => PairOf(property) is { } pair && KnownAttributes.Text(pair) == difference.Key) is { } bound:
                return (places.PlaceOf(bound, PairOf(bound)?.ApplicationSyntaxReference?.GetSyntax(cancellationToken)), null);
            default:
                return (whole, null);
        }
    }

    private static AttributeData? PairOf(IPropertySymbol property) => Annotations.Of(property) is var annotations ? annotations.Context ?? annotations.Identity : null;

    private static IPropertySymbol? Property(INamedTypeSymbol model, Func<IPropertySymbol, bool> matches)
    {
        for (var type = model; type is not null; type = type.BaseType)
        {
            if (type.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(matches) is { } property)
                return property;
        }
        return null;
    }
}
