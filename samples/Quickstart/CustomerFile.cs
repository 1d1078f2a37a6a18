using System.Text;
using System.Text.Unicode;
using CsvHelper;
using Quickstart.Models;

namespace Quickstart;

/// <summary>Reads customers from a CSV file: comma-separated, UTF-8, RFC 4180 quotes, a header with each of <see cref="Columns"/> once, in any order.</summary>
/// <remarks>
/// Missing and empty are two things. Nothing between two commas is a missing value (null); <c>""</c> is an empty text. So a missing note is <c>,,</c> and an empty one is <c>,"",</c>.
/// The whole file is read and checked before the caller gets the first customer, so that a bad last row leaves nothing half stored.
/// </remarks>
internal static class CustomerFile
{
    public static readonly IReadOnlyList<string> Columns =
        ["tenant", "id", "country", "name", "email", "national_id", "card_number", "birth_date", "balance", "last_contact", "notes"];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="CustomerFileException">Something in the file is not as it must be.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<Customer> Read(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    public static IReadOnlyList<Customer> Parse(byte[] content, string file)
    {
        RequireUtf8(content, file);

        CsvMalformedRecord? malformed = null;
        var options = new CsvReaderOptions
        {
            Separator = ',',
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = record => malformed ??= record,
        };
        using var reader = CsvReader.Create(content, options);
        reader.ReadHeader();
        if (malformed is { } header)
            throw new CustomerFileException(file, 1, null, $"the header has {Describe(header.Reason)}");
        var positions = RequireColumns(reader.Headers, file);

        var customers = new List<Customer>();
        var lineOfId = new Dictionary<Guid, long>();
        while (reader.Read())
        {
            var row = new CustomerRow(reader, positions, file);
            if (malformed is { } problem)
                throw row.Error(ColumnAt(reader, problem.ByteOffset), Describe(problem.Reason));
            if (reader.FieldCount != reader.Headers.Count)
                throw row.Error(null, $"the row has {reader.FieldCount} fields, and the header {reader.Headers.Count} columns");

            var customer = row.ToCustomer();
            if (!lineOfId.TryAdd(customer.Id, reader.LineNumber))
                throw row.Error("id", $"the same id as in line {lineOfId[customer.Id]}");
            customers.Add(customer);
        }
        return customers.Count > 0 ? customers : throw new CustomerFileException(file, 2, null, "there is no customer after the header");
    }

    /// <summary>Bytes that are not UTF-8 would otherwise become replacement characters, and be stored as such.</summary>
    private static void RequireUtf8(ReadOnlySpan<byte> content, string file)
    {
        if (Utf8.IsValid(content))
            return;
        var at = 0;
        while (Rune.DecodeFromUtf8(content[at..], out _, out var size) == System.Buffers.OperationStatus.Done)
            at += size;
        var line = 1 + content[..at].Count((byte)'\n');
        var lineStart = 1 + content[..at].LastIndexOf((byte)'\n');
        if (lineStart == 0 && content.StartsWith(ByteOrderMark))
            lineStart = ByteOrderMark.Length;
        throw new CustomerFileException(file, line, null, $"byte {1 + at - lineStart} of the line is not UTF-8. Save the file as UTF-8");
    }

    private static Dictionary<string, int> RequireColumns(IReadOnlyList<string> headers, string file)
    {
        var positions = new Dictionary<string, int>();
        for (var i = 0; i < headers.Count; i++)
        {
            // A column that nobody reads is data that would be lost without a word.
            if (!Columns.Contains(headers[i]))
                throw new CustomerFileException(file, 1, $"{i + 1}", $"not one of the known columns: {string.Join(", ", Columns)}");
            if (!positions.TryAdd(headers[i], i))
                throw new CustomerFileException(file, 1, headers[i], "stands in the header twice");
        }
        if (Columns.Where(column => !positions.ContainsKey(column)).ToArray() is { Length: > 0 } missing)
            throw new CustomerFileException(file, 1, null, $"the header lacks: {string.Join(", ", missing)}");
        return positions;
    }

    private static string ColumnAt(CsvReader reader, long byteOffset)
    {
        var rest = byteOffset - reader.ByteOffset;
        var i = 0;
        while (i < reader.FieldCount - 1 && rest > reader.GetRawSpan(i).Length)
            rest -= reader.GetRawSpan(i++).Length + 1;
        return i < reader.Headers.Count ? reader.Headers[i] : $"{i + 1}";
    }

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quote that is never closed",
        CsvMalformedReason.StrayQuote => "a quote inside a field that does not begin with one",
        CsvMalformedReason.TextAfterClosingQuote => "text after the closing quote (a quote inside a quoted field is written twice)",
        _ => "malformed quoting",
    };
}
