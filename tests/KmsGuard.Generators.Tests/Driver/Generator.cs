using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>The one way by which tests run the generator: each run also checks what must hold for all of them.</summary>
internal static class Generator
{
    /// <summary>The language version that the oldest supported compiler knows: generated code may use no newer one.</summary>
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    /// <summary>Warnings about the tests' own models, not about generated code.</summary>
    private static readonly string[] IgnoredInModels = ["CS1591", "CS0612", "CS0618"];

    /// <summary>The .NET SDK switches these off as well: a reference was built against an older framework.</summary>
    private static readonly KeyValuePair<string, ReportDiagnostic>[] UnifiedReferences = [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)];

    // What is compiled is made of it, so that references are bound once.
    private static readonly CSharpCompilation Base = CSharpCompilation.Create(
        "Models",
        [],
        References.All,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            checkOverflow: true,
            warningLevel: 9999,
            specificDiagnosticOptions: UnifiedReferences));

    /// <summary>Runs the generator on sources that must give code without any warning.</summary>
    internal static GeneratorOutput Run(params string[] sources) => Run(Compile(sources));

    /// <summary>The same for a compilation with options of its own.</summary>
    internal static GeneratorOutput Run(CSharpCompilation compilation)
    {
        var output = RunUnchecked(compilation);
        Assert.Empty(output.Diagnostics);
        var generated = output.Compilation.SyntaxTrees.Except(compilation.SyntaxTrees).ToHashSet();
        var diagnostics = output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(diagnostic => !IgnoredInModels.Contains(diagnostic.Id) || generated.Contains(diagnostic.Location.SourceTree!));
        Assert.Empty(diagnostics);
        return output;
    }

    /// <summary>Runs the generator on sources with a misuse; what it says of each is returned, as <see cref="Expect"/> writes it.</summary>
    internal static string[] RunForErrors(params string[] sources)
    {
        var compilation = Compile(sources);
        var output = RunUnchecked(compilation);
        // What stands in for the types of a broken model is no error of its own.
        Assert.DoesNotContain(output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken), found =>
            found.Severity >= DiagnosticSeverity.Warning && !compilation.SyntaxTrees.Contains(found.Location.SourceTree!));
        return [.. output.Diagnostics.Select(found => found.Id + " " + found.GetMessage(null))];
    }

    /// <summary>What is said of a misuse: the rule and the text.</summary>
    internal static string Expect(string member, Misuse misuse) => misuse.Rule + " " + member + ": " + misuse.Text;

    /// <summary>Runs the generator on anything, and checks the pipeline alone.</summary>
    internal static GeneratorOutput RunUnchecked(CSharpCompilation compilation)
    {
        var driver = Driver(compilation.SyntaxTrees.FirstOrDefault()?.Options).RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.All(diagnostics, found => Assert.StartsWith("KMSG5", found.Id, StringComparison.Ordinal));      // CS8785 is how the compiler tells of a generator's exception
        var result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        PipelineChecks.HasAllSteps(result);
        PipelineChecks.HoldsNothingOfTheCompiler(result);
        PipelineChecks.DoesNoWorkAgain(driver, compilation);
        return new GeneratorOutput(
            (CSharpCompilation)updated,
            driver,
            diagnostics,
            result.GeneratedSources.Where(source => source.HintName != Model.Manifest.HintName).ToDictionary(source => source.HintName, source => source.SourceText.ToString()));
    }

    internal static CSharpCompilation Compile(params string[] sources) => Compile(ParseOptions, sources);

    internal static CSharpCompilation Compile(CSharpParseOptions parseOptions, params string[] sources) =>
        Base.AddSyntaxTrees(sources.Select((source, number) => Parse(source, $"Model{number}.cs", parseOptions)));

    internal static SyntaxTree Parse(string source, string path, CSharpParseOptions? parseOptions = null) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), parseOptions ?? ParseOptions, path, TestContext.Current.CancellationToken);

    internal static GeneratorDriver Driver(ParseOptions? parseOptions = null) => CSharpGeneratorDriver.Create(
        [new EncryptedModelGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions?)parseOptions ?? ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
