using System.Collections.Immutable;
using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5009: data of two classes under one key.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedKey : ModelAnalyzer
{
    private static readonly DiagnosticDescriptor Shared = Rule.Create(
        "KMSG5009",
        "Two data classifications under one key",
        "{0}",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "Who may use a key may read everything under it. With a key for each classification a grant, a leak or a deletion ends where the classification ends.");

    /// <summary>Creates the rule.</summary>
    public SharedKey()
        : base(Shared)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        var models = new AnnotatedModels(start.Compilation);
        var owners = new Lazy<ImmutableDictionary<string, Classified>>(() => Owners(models));
        start.RegisterSymbolAction(
            context =>
            {
                if (AnnotatedModels.Of(context.Symbol) is not { } model || Read(model) is not { Classes.Length: > 0 } classified)
                    return;
                var name = ProblemList.NameOf(model.Symbol);
                if (classified.Classes.Length > 1)
                    Report($"The fields of '{name}' are of the classes {string.Join(" and ", classified.Classes)} and have one key: move those of one class into a model of their own, or classify the model as a whole");
                else if (owners.Value.TryGetValue(classified.KeyName, out var owner) && owner.Classes[0] != classified.Classes[0])
                    Report($"'{name}' is {classified.Classes[0]} and has the key '{classified.KeyName}' of '{owner.Name}', which is {owner.Classes[0]}: give each class a KeyName of its own");

                void Report(string text) => context.ReportDiagnostic(Diagnostic.Create(Shared, ProblemList.PlaceOf(model.Symbol, model.Attribute), text));
            },
            SymbolKind.NamedType);
    }

    /// <summary>For each key name the first model of one class: the others are held against it.</summary>
    private static ImmutableDictionary<string, Classified> Owners(AnnotatedModels models) => models.All
        .Select(Read)
        .OfType<Classified>()
        .Where(static model => model.Classes.Length == 1)
        .GroupBy(static model => model.KeyName, StringComparer.Ordinal)
        .ToImmutableDictionary(static group => group.Key, static group => group.OrderBy(static model => model.Name, StringComparer.Ordinal).First(), StringComparer.Ordinal);

    /// <summary>The class that the model as a whole is given says which one governs.</summary>
    private static Classified? Read(AnnotatedModel model)
    {
        // Where the class says which key, each has its own.
        if (KnownAttributes.Named(model.Attribute, "KeyByClassification", false) || KnownAttributes.Named(model.Attribute, "KeyName", "default") is not { } keyName)
            return null;
        var whole = Classifications.Of(model.Symbol).ToArray();
        var classes = whole.Length > 0 ? whole : [.. Fields(model.Symbol).SelectMany(Classifications.Of).Distinct().OrderBy(static name => name, StringComparer.Ordinal)];
        return new Classified(ProblemList.NameOf(model.Symbol), keyName, classes);
    }

    private static IEnumerable<IPropertySymbol> Fields(INamedTypeSymbol model)
    {
        for (var type = model; type is not null; type = type.BaseType)
        {
            foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (Annotations.Of(property).Encrypted is not null)
                    yield return property;
            }
        }
    }

    private sealed record Classified(string Name, string KeyName, string[] Classes);
}
