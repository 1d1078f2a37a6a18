using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>The one way by which tests run the generator: each run also checks what must hold for all of them.</summary>
internal static class Generator
{
    /// <summary>The language version that the oldest supported compiler knows: generated code may use no newer one.</summary>
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    /// <summary>Warnings about the tests' own models, not about generated code.</summary>
    private static readonly string[] IgnoredInModels = ["CS1591", "CS0612", "CS0618"];

    /// <summary>Runs the generator on sources that must give code without any warning.</summary>
    internal static GeneratorOutput Run(params string[] sources) => Run(Compile(sources));

    /// <summary>The same for a compilation with options of its own.</summary>
    internal static GeneratorOutput Run(CSharpCompilation compilation)
    {
        var output = RunUnchecked(compilation);
        output.Files.Values.ShouldHoldNoErrorLines();
        var generated = output.Compilation.SyntaxTrees.Except(compilation.SyntaxTrees).ToHashSet();
        var diagnostics = output.Compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(diagnostic => !IgnoredInModels.Contains(diagnostic.Id) || generated.Contains(diagnostic.Location.SourceTree!));
        Assert.Empty(diagnostics);
        return output;
    }

    /// <summary>Runs the generator on sources with a misuse: the files hold nothing but error lines, which are returned.</summary>
    internal static string[] RunForErrors(params string[] sources)
    {
        var output = RunUnchecked(Compile(sources));
        return [.. output.Files.Values.SelectMany(ErrorLines.Of)];
    }

    /// <summary>Runs the generator on anything, and checks the pipeline alone.</summary>
    internal static GeneratorOutput RunUnchecked(CSharpCompilation compilation)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);      // CS8785 is how the compiler tells of a generator's exception
        var result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        PipelineChecks.HoldsNothingOfTheCompiler(result);
        PipelineChecks.DoesNoWorkAgain(driver, compilation);
        return new GeneratorOutput(
            (CSharpCompilation)updated,
            driver,
            result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString()));
    }

    internal static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Models",
        sources.Select((source, number) => Parse(source, $"Model{number}.cs")),
        References.All,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            checkOverflow: true,
            warningLevel: 9999));

    internal static SyntaxTree Parse(string source, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), ParseOptions, path, TestContext.Current.CancellationToken);

    private static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new EncryptedModelGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
}
