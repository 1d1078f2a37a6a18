using System.Globalization;

namespace KmsGuard.EntityFrameworkCore;

/// <summary>Dates as the table holds them.</summary>
internal static class BranchKeyDate
{
    internal const int Length = 20;

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    internal static string ToText(DateTimeOffset date) => date.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>A text that is no date gives the earliest: that row does not authenticate, and does not keep the others from being read.</summary>
    internal static DateTimeOffset ToDate(string text) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : DateTimeOffset.MinValue;
}
