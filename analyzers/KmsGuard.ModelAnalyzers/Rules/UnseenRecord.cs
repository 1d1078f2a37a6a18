using KmsGuard.Analyzers;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5013: a generated type that another generator of the same project is to read, and cannot see.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnseenRecord : ModelAnalyzer
{
    private static readonly DiagnosticDescriptor Unseen = Rule.Create(
        "KMSG5013",
        "Encrypted type that another generator cannot see",
        "'{0}' is generated in this project, where {1} cannot see it: move the models into a project of their own",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "Source generators do not see one another's output. What one writes for a type of another it writes as if the type did not exist.");

    /// <summary>Creates the rule.</summary>
    public UnseenRecord()
        : base(Unseen)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        start.RegisterSymbolAction(static context => AnalyzeType(context, (INamedTypeSymbol)context.Symbol), SymbolKind.NamedType);
        start.RegisterSymbolAction(static context => AnalyzeMethod(context, (IMethodSymbol)context.Symbol), SymbolKind.Method);
    }

    private static void AnalyzeType(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (KnownAttributes.Is(attribute, "System.Text.Json.Serialization", "JsonSerializableAttribute")
                && attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type, Value: ITypeSymbol given }
                && RecordIn(given, context.Compilation) is { } record)
                Report(context, attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation(), record, "the generator of JsonSerializable");
        }
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, IMethodSymbol method)
    {
        if (!method.IsPartialDefinition)
            return;
        if (method.ContainingType.GetAttributes().Any(static attribute => KnownAttributes.Is(attribute, "Riok.Mapperly.Abstractions", "MapperAttribute")))
            Check(method.Parameters.Select(static parameter => parameter.Type).Prepend(method.ReturnType), "Mapperly's generator");
        if (method.GetAttributes().Any(static attribute => KnownAttributes.Is(attribute, "Microsoft.Extensions.Logging", "LoggerMessageAttribute")))
            Check(method.Parameters.Where(LogsProperties).Select(static parameter => parameter.Type), "the generator of LogProperties");

        void Check(IEnumerable<ITypeSymbol> types, string generator)
        {
            if (types.Select(type => RecordIn(type, context.Compilation)).FirstOrDefault(static record => record is not null) is { } found)
                Report(context, method.Locations.FirstOrDefault(), found, generator);
        }
    }

    private static bool LogsProperties(IParameterSymbol parameter) =>
        parameter.GetAttributes().Any(static attribute => KnownAttributes.Is(attribute, "Microsoft.Extensions.Logging", "LogPropertiesAttribute"));

    private static void Report(SymbolAnalysisContext context, Location? place, INamedTypeSymbol record, string generator)
    {
        if (place is not null)
            context.ReportDiagnostic(Diagnostic.Create(Unseen, place, record.Name, generator));
    }

    /// <summary>A type that KmsGuard writes in this project, itself or in a type that names it.</summary>
    private static INamedTypeSymbol? RecordIn(ITypeSymbol type, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => RecordIn(array.ElementType, compilation),
        INamedTypeSymbol named when IsGenerated(named, compilation) => named,
        INamedTypeSymbol named => named.TypeArguments.Select(argument => RecordIn(argument, compilation)).FirstOrDefault(static record => record is not null),
        _ => null,
    };

    private static bool IsGenerated(INamedTypeSymbol type, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        && type.GetAttributes().Any(static attribute => KnownAttributes.Is(attribute, "System.CodeDom.Compiler", "GeneratedCodeAttribute") && KnownAttributes.Text(attribute) == "KmsGuard.Generators");
}
