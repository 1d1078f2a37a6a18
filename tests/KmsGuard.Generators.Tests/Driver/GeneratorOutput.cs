using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>What a run gave.</summary>
/// <param name="Compilation">The compilation with the generated files.</param>
/// <param name="Driver">The driver, to run again.</param>
/// <param name="Diagnostics">What it reported of rules.</param>
/// <param name="Files">Generated text by hint name, without the manifest.</param>
internal sealed record GeneratorOutput(CSharpCompilation Compilation, GeneratorDriver Driver, ImmutableArray<Diagnostic> Diagnostics, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The only generated file's text.</summary>
    internal string File => Assert.Single(Files).Value;
}
