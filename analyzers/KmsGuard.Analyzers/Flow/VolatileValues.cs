using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Values that are new each time the code runs: the time, random values, new GUIDs; where nothing else keeps them.</summary>
internal static class VolatileValues
{
    /// <summary>What makes the value new, as the code writes it, or null where it is not known to be new, or where it is kept.</summary>
    internal static string? Of(IOperation value)
    {
        string? found = null;
        foreach (var part in value.DescendantsAndSelf())
        {
            if (IsSource(part))
                found ??= part.Syntax.ToString();
            else if (part is IInvocationOperation call && !IsOfFramework(call.TargetMethod.ContainingType))
                // What a method makes of it, or remembers, is not known.
                return null;
            else if (part is ILocalReferenceOperation local && OfLocal(local) is { } kept)
                found ??= kept;
        }
        return found;
    }

    // Used once: nothing but the context has it.
    private static string? OfLocal(ILocalReferenceOperation local) =>
        LocalUses.Of(local, new StepBudget()) is { Values.Count: 1, Reads.Count: 1 } uses && uses.Values[0].Bare() is not ILocalReferenceOperation ? Of(uses.Values[0]) : null;

    private static bool IsSource(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => (TypeName(property.ContainingType), property.Name)
            is ("System.DateTime" or "System.DateTimeOffset", "Now" or "UtcNow" or "Today") or ("System.Environment", "TickCount" or "TickCount64"),
        IInvocationOperation { TargetMethod: var method } => (TypeName(method.ContainingType), method.Name) switch
        {
            ("System.Guid", "NewGuid" or "CreateVersion7") => true,
            ("System.Random", _) => method.Name.StartsWith("Next", StringComparison.Ordinal) || method.Name.StartsWith("Get", StringComparison.Ordinal),
            ("System.Security.Cryptography.RandomNumberGenerator", _) => method.Name.StartsWith("Get", StringComparison.Ordinal),
            ("System.Diagnostics.Stopwatch", "GetTimestamp") or ("System.TimeProvider", "GetUtcNow" or "GetLocalNow" or "GetTimestamp") or ("System.IO.Path", "GetRandomFileName") => true,
            _ => false,
        },
        _ => false,
    };

    private static bool IsOfFramework(INamedTypeSymbol type) => TypeName(type).StartsWith("System.", StringComparison.Ordinal) || type.SpecialType != SpecialType.None;

    private static string TypeName(INamedTypeSymbol type) => $"{type.ContainingNamespace}.{type.Name}";
}
