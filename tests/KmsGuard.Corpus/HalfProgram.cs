using System.Collections.Concurrent;
using System.Collections.Immutable;
using KmsGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus;

/// <summary>Real code that lacks most of its references: the framework and the AWS SDK are there, and what makes it test code.</summary>
internal static class HalfProgram
{
    /// <summary>What a project with implicit usings has; a file that says them itself is not harmed.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // Namespaces of test libraries, and the assemblies by which a rule knows them.
    private static readonly (string Namespace, string Assembly)[] TestLibraries =
    [
        ("Xunit", "xunit.core"),
        ("NUnit.Framework", "nunit.framework"),
        ("Microsoft.VisualStudio.TestTools.UnitTesting", "Microsoft.VisualStudio.TestPlatform.TestFramework"),
        ("Moq", "Moq"),
        ("NSubstitute", "NSubstitute"),
        ("FakeItEasy", "FakeItEasy"),
    ];

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);
    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText(ImplicitUsings, Language, "ImplicitUsings.cs");
    private static readonly ConcurrentDictionary<string, MetadataReference> Stubs = new(StringComparer.Ordinal);

    internal static SyntaxTree Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Language, path);

    internal static CSharpCompilation Compile(IReadOnlyCollection<SyntaxTree> trees, int sdkMajor) =>
        CSharpCompilation.Create(
            "Application",
            [.. trees, Usings],
            [.. Framework.References, .. sdkMajor < 4 ? Aws.V3 : Aws.V4, .. TestLibrariesOf(trees)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    /// <summary>A driver that keeps what a rule throws in <paramref name="thrown"/>.</summary>
    internal static CompilationWithAnalyzers With(this CSharpCompilation program, ImmutableArray<DiagnosticAnalyzer> rules, ConcurrentQueue<Exception> thrown) =>
        program.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => thrown.Enqueue(exception), concurrentAnalysis: false, logAnalyzerExecutionTime: true));

    private static IEnumerable<MetadataReference> TestLibrariesOf(IEnumerable<SyntaxTree> trees)
    {
        var used = trees.SelectMany(static tree => tree.GetCompilationUnitRoot().Usings).Select(static directive => directive.Name?.ToString()).ToHashSet();
        return TestLibraries.Where(library => used.Contains(library.Namespace)).Select(static library => Stubs.GetOrAdd(library.Assembly, static name =>
            CSharpCompilation.Create(name, options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference()));
    }
}
