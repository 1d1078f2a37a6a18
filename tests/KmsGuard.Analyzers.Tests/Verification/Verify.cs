using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>Compiles a source and compares what a rule says with the marks in it.</summary>
internal static class Verify
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Amazon.KeyManagementService;
        global using Amazon.KeyManagementService.Model;
        """;

    private static readonly AsyncLocal<Action<string>?> Recorder = new();

    private static readonly SyntaxTree UsingsTree = Parse(Usings, "Usings.cs");

    /// <summary>What is compiled with the same references is made of one compilation, whose references are bound once.</summary>
    private static readonly ConditionalWeakTable<IEnumerable<MetadataReference>, CSharpCompilation> Bases = [];

    /// <summary>Lets tests hand over the sources that they would check, instead of checking them.</summary>
    internal static void Record(Action<string> source) => Recorder.Value = source;

    /// <summary>The rule underlines what is marked and nothing else, with both majors of the SDK. Of an analyzer with several rules, one may be meant.</summary>
    internal static async Task Triggers<TRule>(string marked, string? id = null)
        where TRule : KmsGuardAnalyzer, new()
    {
        var markup = Markup.Parse(marked);
        Assert.NotEmpty(markup.Expected);
        await Check<TRule>(markup, Aws.V3, id);
        await Check<TRule>(markup, Aws.V4, id);
    }

    /// <summary>The rule says nothing, with both majors of the SDK.</summary>
    internal static async Task Silent<TRule>(string source, string? id = null)
        where TRule : KmsGuardAnalyzer, new()
    {
        await Check<TRule>(new Markup(source, []), Aws.V3, id);
        await Check<TRule>(new Markup(source, []), Aws.V4, id);
    }

    /// <summary>What <see cref="Triggers"/> and <see cref="Silent"/> do, for what only one major has.</summary>
    internal static Task OnlyWith<TRule>(MetadataReference[] aws, string marked, string? id = null)
        where TRule : KmsGuardAnalyzer, new() => Check<TRule>(Markup.Parse(marked), aws, id);

    /// <summary>What the rules say of a source that may be broken.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> Diagnostics(
        Compilation compilation, IEnumerable<DiagnosticAnalyzer> rules, params (string Key, string Value)[] options)
    {
        // The driver passes over what this handler throws, so it is thrown afterwards.
        var thrown = new ConcurrentQueue<Exception>();
        var found = await compilation.WithAnalyzers(
            [.. rules],
            new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([], new EditorConfig(options)),
                onAnalyzerException: (exception, _, _) => thrown.Enqueue(exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync();
        return thrown.IsEmpty ? found : throw new AggregateException("A rule threw.", thrown);
    }

    /// <summary>A library that uses KMS and has nothing wrong but what its source says.</summary>
    internal static Compilation Compile(string source, IEnumerable<MetadataReference> references, string assembly = "Application") =>
        Bases.GetValue(references, static references => CSharpCompilation.Create(
            "Application", [], [.. Framework.References, .. references], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)))
        .AddSyntaxTrees(Parse(source, "Source.cs"), UsingsTree)
        .WithAssemblyName(assembly);

    private static SyntaxTree Parse(string source, string path) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp12), path);

    /// <summary>Compares; of several rules in one analyzer only the one that is asked for.</summary>
    internal static async Task Check<TRule>(Markup markup, MetadataReference[] aws, string? id = null)
        where TRule : KmsGuardAnalyzer, new()
    {
        if (Recorder.Value is { } record)
        {
            record(markup.Source);
            return;
        }
        var compilation = Compile(markup.Source, aws);
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        var found = await Diagnostics(compilation, [new TRule()]);
        Assert.Equal(
            markup.Expected.Select(mark => $"{mark.Id} {mark.Span.Start} {markup.Source[mark.Span.Start..mark.Span.End]}").Order(),
            found.Where(one => id is null || one.Id == id).Select(one => $"{one.Id} {one.Location.SourceSpan.Start} {markup.Source[one.Location.SourceSpan.Start..one.Location.SourceSpan.End]}").Order());
    }
}
