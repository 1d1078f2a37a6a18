using System.Globalization;

namespace KmsGuard.Generators.Parsing;

/// <summary>What purpose, key name, field names and pair keys must be, as they are part of what is stored.</summary>
internal static class NameRules
{
    private static readonly string[] ReservedPrefixes = ["aws-crypto-", "kmsguard-"];

    /// <summary>Why a purpose, key name or field name cannot be used, or null.</summary>
    internal static Misuse? NameProblem(string? name, string what) =>
        TextProblem(name, what) ?? (Utf8Names.IsTooLong(name!) ? Problems.TooLong(what) : null);

    /// <summary>Why a pair's key cannot be used, or null.</summary>
    internal static Misuse? KeyProblem(string? key) =>
        TextProblem(key, "key")
        ?? (key!.IndexOf('\0') >= 0 ? Problems.NulInKey : null)
        ?? (ReservedPrefixes.FirstOrDefault(prefix => FoldCase(key).StartsWith(prefix, StringComparison.Ordinal)) is { } reserved ? Problems.ReservedKey(key, reserved) : null);

    /// <summary>Keys that differ only by the case of A to Z count as one (docs/formats.md); case tables for other letters change over time.</summary>
    internal static string FoldCase(string key) =>
        new([.. key.Select(character => character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character)]);

    /// <summary>A stored name for a property: CustomerId as customerId, SSN as ssn.</summary>
    internal static string Suggest(string property) => CodeText.CamelCase(property);

    /// <summary>Whether a text is one that a pair of that kind has (docs/formats.md, "Pair values") and an identity may have.</summary>
    internal static bool IsPairText(string text, string kind) => kind switch
    {
        "guid" => Guid.TryParseExact(text, "D", out var guid) && guid != Guid.Empty && guid.ToString("D") == text,
        "integer" => decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text,
        "date" => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => text.Length > 0 && text.IndexOf('\0') < 0 && !Utf8Names.HasLoneSurrogate(text),
    };

    private static Misuse? TextProblem(string? text, string what) =>
        string.IsNullOrEmpty(text) ? Problems.Missing(what)
        : Utf8Names.HasLoneSurrogate(text!) ? Problems.LoneSurrogate(what)
        : null;
}
