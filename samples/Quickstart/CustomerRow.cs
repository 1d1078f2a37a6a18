using System.Globalization;
using CsvHelper;
using Quickstart.Models;

namespace Quickstart;

/// <summary>The reader's current row as a customer. Every text is taken to the letter: no trimming, no culture, no guess.</summary>
internal readonly struct CustomerRow(CsvReader reader, IReadOnlyDictionary<string, int> positions, string file)
{
    private delegate bool TryParse<T>(string text, out T value);

    public Customer ToCustomer() => new()
    {
        Tenant = Parse<string>("tenant", TryTenant, "not a tenant's name: ASCII letters, digits and hyphens, at most 64"),
        Id = Parse<Guid>("id", TryId, "not an id like 0f8fad5b-d9cb-469f-a165-70867728950e, or all zeros"),
        Country = Parse<string>("country", TryCountry, "not a country code of two capital letters"),
        Name = Required("name"),
        Email = Required("email"),
        NationalId = Optional("national_id"),
        CardNumber = Optional("card_number"),
        BirthDate = ParseOptional<DateOnly>("birth_date", TryDate, "not a date of the calendar, written like 1984-02-29"),
        Balance = Parse<decimal>("balance", TryAmount, "not an amount like -1234.50: no thousands separators, no exponent, no leading zeros, at most 28 digits"),
        LastContact = ParseOptional<DateTimeOffset>("last_contact", TryTime, "not a time with its offset, written like 2026-03-04T10:15:00+02:00"),
        Notes = Optional("notes"),
    };

    public CustomerFileException Error(string? column, string problem) => new(file, reader.LineNumber, column, problem);

    private string? Optional(string column)
    {
        var i = positions[column];
        return reader.GetRawSpan(i).IsEmpty ? null : reader.GetString(i);
    }

    private string Required(string column) =>
        Optional(column) ?? throw Error(column, "missing; an empty text is written \"\"");

    private string NotEmpty(string column) =>
        Optional(column) is { Length: > 0 } text ? text : throw Error(column, "missing or empty");

    private T Parse<T>(string column, TryParse<T> tryParse, string problem) =>
        tryParse(NotEmpty(column), out var value) ? value : throw Error(column, problem);

    private T? ParseOptional<T>(string column, TryParse<T> tryParse, string problem)
        where T : struct
    {
        if (Optional(column) is not { } text)
            return null;
        return tryParse(text, out var value) ? value : throw Error(column, problem);
    }

    // It is printed, and goes to the key service: nothing that a terminal or a log could take for a command.
    private static bool TryTenant(string text, out string tenant)
    {
        tenant = text;
        return text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    private static bool TryId(string text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && id != Guid.Empty;

    private static bool TryCountry(string text, out string country)
    {
        country = text;
        return text is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];
    }

    private static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    // Written back and compared, because decimal.Parse rounds what has too many digits without a word.
    private static bool TryAmount(string text, out decimal amount) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)
        && amount.ToString(CultureInfo.InvariantCulture) == text;
}
