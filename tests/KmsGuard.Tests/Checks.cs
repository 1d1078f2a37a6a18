using FsCheck;
using FsCheck.Fluent;

namespace KmsGuard.Tests;

/// <summary>FsCheck without its xunit adapter, which does not know this xunit.</summary>
internal static class Checks
{
    /// <summary>Fails the test with the shrunk counter-example when the property does not hold.</summary>
    internal static void Hold<T>(Arbitrary<T> values, Func<T, bool> property, int tests = 200) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true), Prop.ForAll(values, property));

    /// <summary>Text with every kind of code point that has a UTF-8 form and may stand in a context: surrogate pairs are among them, U+0000 is not.</summary>
    internal static Gen<string> Text(int maxLength = 12) =>
        Gen.OneOf(
                Gen.Choose(0x20, 0x7E),
                Gen.Choose(0x01, 0x7FF),
                Gen.Choose(0xE000, 0xFFFD),
                Gen.Choose(0x10000, 0x1F9FF))
            .Select(char.ConvertFromUtf32)
            .ListOf()
            .Select(parts => string.Concat(parts.Take(maxLength)));
}
