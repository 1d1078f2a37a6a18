using Microsoft.CodeAnalysis;

namespace KmsGuard.Tests;

/// <summary>How much of a half-typed program is tried.</summary>
internal static class HalfTyped
{
    /// <summary>On the newest Roslyn every place, on the oldest every fifth: what is under test is the same, and these tests take most of the time that all tests take.</summary>
    internal static readonly int Step = typeof(Compilation).Assembly.GetName().Version!.Major < 5 ? 5 : 1;

    internal static IEnumerable<T> Sample<T>(this IEnumerable<T> places) => places.Where(static (_, index) => index % Step == 0);
}
