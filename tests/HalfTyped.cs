using Microsoft.CodeAnalysis;

namespace KmsGuard.Tests;

/// <summary>
/// How much of a half-typed program is tried. These tests take most of the time that all tests take: rules and the generator run at every
/// place on the newest Roslyn and at every fifth on the oldest, where what is under test is the same; fixes, which take longest, at every second of those.
/// With <c>KMSGUARD_EVERY_PLACE=1</c> everything runs at every place (CONTRIBUTING.md tells when).
/// </summary>
internal static class HalfTyped
{
    private static readonly bool EveryPlace = Environment.GetEnvironmentVariable("KMSGUARD_EVERY_PLACE") == "1";

    internal static readonly int Step = EveryPlace || typeof(Compilation).Assembly.GetName().Version!.Major >= 5 ? 1 : 5;

    internal static readonly int FixStep = EveryPlace ? 1 : 2 * Step;

    /// <summary>For rules and the generator.</summary>
    internal static IEnumerable<T> Sample<T>(this IEnumerable<T> places) => places.Where(static (_, index) => index % Step == 0);

    /// <summary>For fixes.</summary>
    internal static IEnumerable<T> SampleForFixes<T>(this IEnumerable<T> places) => places.Where(static (_, index) => index % FixStep == 0);
}
