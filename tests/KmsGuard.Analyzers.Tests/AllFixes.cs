using KmsGuard.CodeFixes;

namespace KmsGuard.Analyzers.Tests;

/// <summary>Every fix of the assembly, found by reflection.</summary>
internal static class AllFixes
{
    internal static readonly KmsGuardFix[] Instances =
        [.. typeof(KmsGuardFix).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(KmsGuardFix)) && !type.IsAbstract)
            .Select(static type => (KmsGuardFix)Activator.CreateInstance(type)!)];

    internal static readonly string[] Ids = [.. Instances.SelectMany(static fix => fix.FixableDiagnosticIds)];
}
