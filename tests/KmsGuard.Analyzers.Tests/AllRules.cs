using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests;

/// <summary>Every rule of the assembly, found by reflection.</summary>
internal static class AllRules
{
    internal static readonly KmsGuardAnalyzer[] Instances =
        [.. typeof(KmsGuardAnalyzer).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(KmsGuardAnalyzer)) && !type.IsAbstract)
            .Select(static type => (KmsGuardAnalyzer)Activator.CreateInstance(type)!)];

    internal static readonly DiagnosticDescriptor[] Descriptors = [.. Instances.SelectMany(static rule => rule.SupportedDiagnostics)];
}
