using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus;

/// <summary>The rules of analyzer assemblies, loaded as the compiler loads them.</summary>
internal static class Rules
{
    internal static FileInfo[] BesideProgram() => [Beside("KmsGuard.Analyzers.dll"), Beside("KmsGuard.ModelAnalyzers.dll")];

    internal static FileInfo FixesBesideProgram() => Beside("KmsGuard.CodeFixes.dll");

    /// <summary>The analyzers that have a rule whose id begins with <paramref name="prefix"/>.</summary>
    internal static ImmutableArray<DiagnosticAnalyzer> Load(IEnumerable<FileInfo> assemblies, string prefix)
    {
        var loader = new Loader();
        return [.. assemblies
            .SelectMany(file => new AnalyzerFileReference(file.FullName, loader).GetAnalyzers(LanguageNames.CSharp))
            .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))];
    }

    private static FileInfo Beside(string file) => new(Path.Combine(AppContext.BaseDirectory, file));

    /// <summary>What is asked for, and not an assembly of the same name that lies beside this program; the compiler's own are shared.</summary>
    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        private readonly AssemblyLoadContext _context = new("rules");

        public void AddDependencyLocation(string fullPath)
        {
            // The rules stand alone: what they need is the compiler's, and loaded.
        }

        public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);
    }
}
