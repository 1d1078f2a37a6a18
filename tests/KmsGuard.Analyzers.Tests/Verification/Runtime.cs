using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The package KmsGuard as a project has it: the library, and the generator.</summary>
internal static class Runtime
{
    internal static readonly MetadataReference[] References =
        [.. new[] { "KmsGuard.dll", "Microsoft.Extensions.*.dll" }.SelectMany(static files => Directory.GetFiles(AppContext.BaseDirectory, files)).Select(static file => MetadataReference.CreateFromFile(file))];

    internal static readonly AnalyzerReference Generator = new GeneratorReference();

    internal static bool IsAmong(MetadataReference[] references) => references.Contains(References[0]);

    /// <summary>The compilation with what the generator writes for it.</summary>
    internal static Compilation Generate(Compilation compilation)
    {
        CSharpGeneratorDriver.Create([Create()], parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var problems);
        Assert.Empty(problems);
        return generated;
    }

    private static ISourceGenerator Create() => ((IIncrementalGenerator)Activator.CreateInstance(
        Assembly.Load("KmsGuard.Generators").GetTypes().Single(static type => typeof(IIncrementalGenerator).IsAssignableFrom(type)))!).AsSourceGenerator();

    private sealed class GeneratorReference : AnalyzerReference
    {
        // A workspace knows each by its instance.
        private readonly ImmutableArray<ISourceGenerator> generators = [Create()];

        public override string FullPath => Path.Combine(AppContext.BaseDirectory, "KmsGuard.Generators.dll");

        public override object Id => FullPath;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => generators;

        public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => generators;
    }
}
