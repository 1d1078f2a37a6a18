using KmsGuard.ModelCodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.ModelAnalyzers.Tests;

/// <summary>Every rule and fix of the assemblies, found by reflection.</summary>
internal static class AllRules
{
    internal static readonly ModelAnalyzer[] Instances = Create<ModelAnalyzer>(typeof(ModelAnalyzer));

    internal static readonly CodeFixProvider[] Fixes = Create<CodeFixProvider>(typeof(ReachableFix));

    /// <summary>One rule may be found in two ways.</summary>
    internal static readonly DiagnosticDescriptor[] Descriptors = [.. Instances.SelectMany(static rule => rule.SupportedDiagnostics).Distinct()];

    private static T[] Create<T>(Type ofAssembly) =>
        [.. ofAssembly.Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .Select(static type => (T)Activator.CreateInstance(type)!)];
}
