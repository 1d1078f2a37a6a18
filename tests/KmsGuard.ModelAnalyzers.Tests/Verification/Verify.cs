using System.Collections.Immutable;
using KmsGuard.Analyzers.Tests.Verification;
using KmsGuard.Generators;
using KmsGuard.ModelAnalyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Tests.Verification;

/// <summary>Compiles sources with what the generator writes for them, and compares what a rule says with the marks.</summary>
internal static class Verify
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Collections.Immutable;
        global using KmsGuard;
        global using Microsoft.Extensions.Compliance.Classification;
        """;

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12);

    internal static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The attributes by which applications classify data, as the library declares them.</summary>
    internal static readonly MetadataReference Compliance = CSharpCompilation.Create("Microsoft.Extensions.Compliance.Abstractions", [Parse("""
        namespace Microsoft.Extensions.Compliance.Classification
        {
            [System.AttributeUsage(System.AttributeTargets.All)] public class DataClassificationAttribute : System.Attribute { }
            public sealed class NoDataClassificationAttribute : DataClassificationAttribute { }
            public sealed class UnknownDataClassificationAttribute : DataClassificationAttribute { }
        }
        """, "Compliance.cs")], Framework.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();

    /// <summary>An application's own part of it, as its documentation tells to write it.</summary>
    private const string Taxonomy = """
        public sealed class PrivateDataAttribute : DataClassificationAttribute { }
        """;

    internal static MetadataReference[] References { get; } =
        [.. Framework.References, MetadataReference.CreateFromFile(typeof(EncryptedModelAttribute).Assembly.Location), Compliance];

    // What is compiled is made of it, so that references are bound once.
    private static readonly CSharpCompilation Base = CSharpCompilation.Create("Application", [Parse(Usings, "Usings.cs"), Parse(Taxonomy, "Taxonomy.cs")], References, Options);

    /// <summary>The rule underlines what is marked and nothing else.</summary>
    internal static Task Triggers<TRule>(params string[] marked)
        where TRule : ModelAnalyzer, new()
    {
        Assert.Contains(marked, static file => file.Contains("{|", StringComparison.Ordinal));
        return Check<TRule>(marked);
    }

    /// <summary>The rule says nothing.</summary>
    internal static Task Silent<TRule>(params string[] sources)
        where TRule : ModelAnalyzer, new()
    {
        Assert.DoesNotContain(sources, static file => file.Contains("{|", StringComparison.Ordinal));
        return Check<TRule>(sources);
    }

    /// <summary>What the rules say of sources that may be broken.</summary>
    internal static Task<ImmutableArray<Diagnostic>> Diagnostics(Compilation compilation, IEnumerable<DiagnosticAnalyzer> rules, AnalyzerOptions? options = null) =>
        compilation.WithAnalyzers(
            [.. rules],
            new CompilationWithAnalyzersOptions(
                options ?? new AnalyzerOptions([]),
                // An exception in a rule is a diagnostic to the compiler; here it is a failed test.
                onAnalyzerException: static (exception, _, _) => throw new InvalidOperationException("A rule threw.", exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync();

    internal static CSharpCompilation Compile(params string[] sources) => Base.AddSyntaxTrees(sources.Select(static (source, number) => Parse(source, $"Source{number}.cs")));

    /// <summary>The compilation with what the generator writes, and what it reports.</summary>
    internal static Compilation Generate(Compilation compilation, out ImmutableArray<Diagnostic> reported)
    {
        CSharpGeneratorDriver.Create([new EncryptedModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out reported);
        return updated;
    }

    internal static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path, System.Text.Encoding.UTF8);

    private static async Task Check<TRule>(string[] marked)
        where TRule : ModelAnalyzer, new()
    {
        var files = marked.Select(Markup.Parse).ToArray();
        var whole = Generate(Compile([.. files.Select(static file => file.Source)]), out var reported);
        Assert.Empty(whole.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));

        var found = await Diagnostics(whole, [new TRule()]);

        Assert.Equal(
            files.SelectMany(static (file, number) => file.Expected.Select(mark => $"{mark.Id} Source{number}.cs {mark.Span} {file.Source.Substring(mark.Span.Start, mark.Span.Length)}")).Order(),
            found.Select(one => $"{one.Id} {one.Location.SourceTree!.FilePath} {one.Location.SourceSpan} {one.Location.SourceTree.GetText().ToString(one.Location.SourceSpan)}").Order());
        // Rules and generator read models with the same code, and say the same of them.
        if (typeof(TRule) == typeof(UngeneratableModel) || typeof(TRule) == typeof(SharedType))
            Assert.Equal(found.Select(Text).Order(), reported.Select(Text).Order());
    }

    private static string Text(Diagnostic found) =>
        $"{found.Id} {found.Location.GetLineSpan()} {found.Location.SourceSpan} {found.Severity} {found.Descriptor.Title} {found.Descriptor.Category} {found.Descriptor.HelpLinkUri} {found.GetMessage(null)}";
}
