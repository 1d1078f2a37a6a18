using System.Globalization;
using Quickstart.Models;
using Spectre.Console;

namespace Quickstart;

/// <summary>What the program shows. Numbers and column names only: no personal value is printed.</summary>
internal sealed class Report(IAnsiConsole console)
{
    private const int ShownBytes = 16;

    public void Heading(string text)
    {
        console.WriteLine();
        console.Write(new Text(text, new Style(Color.Yellow, decoration: Decoration.Bold)));
        console.WriteLine();
    }

    /// <summary>Written as it is: a path that is broken over two lines cannot be copied, and a terminal breaks lines itself.</summary>
    public void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    public void Places(IReadOnlyList<(string Label, string Text)> places)
    {
        var width = places.Max(place => place.Label.Length) + 2;
        foreach (var (label, text) in places)
            Line(label.PadRight(width) + text);
    }

    public void Numbers(string wrappedKeys, StepNumbers stored, StepNumbers read, long fields, long plaintextBytes, long fieldBytes, long headerBytes)
    {
        var table = Table("", "encrypt and store", "read and decrypt");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        void Row(string name, string left, string right) => table.AddRow(new Text(name), new Text(left), new Text(right));

        Row("records", Number(stored.Records), Number(read.Records));
        Row("encrypted fields", Number(fields), Number(fields));
        Row(wrappedKeys, Number(stored.Keys.Generated), Number(read.Keys.Unwrapped));
        Row("KEK operations (calls to a KMS or HSM)", $"{Number(stored.Keys.Generated)} generate", $"{Number(read.Keys.Unwrapped)} unwrap");
        Row("requests for a key that a cache served", Number(stored.Keys.Cached), Number(read.Keys.Cached));
        Row("bytes of plaintext, padding included", $"{Number(plaintextBytes)} in", $"{Number(plaintextBytes)} out");
        Row("bytes stored, in encrypted fields (28 more each)", $"{Number(fieldBytes)} out", $"{Number(fieldBytes)} in");
        Row("bytes stored, in record headers", $"{Number(headerBytes)} out", $"{Number(headerBytes)} in");
        Row("records per second, database included", Number(Rate(stored)), Number(Rate(read)));
        Row("cryptography alone, median record", Microseconds(stored), Microseconds(read));
        console.Write(table);
    }

    public void StoredRow(IReadOnlyList<(string Column, object? Value)> row)
    {
        var table = Table("column", "type", "bytes", "what the database holds");
        table.Columns[2].RightAligned();
        foreach (var (column, value) in row)
        {
            var (type, size, shown) = value switch
            {
                null => ("NULL", "", "NULL"),
                long number => ("INTEGER", "", number.ToString(CultureInfo.InvariantCulture)),
                byte[] bytes => ("BLOB", Number(bytes.Length), Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(ShownBytes, bytes.Length))) + (bytes.Length > ShownBytes ? "..." : "")),
                _ => ("TEXT", "", Convert.ToString(value, CultureInfo.InvariantCulture)!),
            };
            table.AddRow(new Text(column), new Text(type), new Text(size), new Text(shown));
        }
        console.Write(table);
    }

    public void Check(bool holds, string text)
    {
        console.Write(new Text(holds ? "ok      " : "FAILED  ", new Style(holds ? Color.Green : Color.Red, decoration: Decoration.Bold)));
        Line(text);
    }

    public void AttackTable(IReadOnlyList<AttackOutcome> outcomes)
    {
        var table = Table("attack, and why it fails or does not", "the reader gets", "verdict");
        table.Columns[1].NoWrap();
        table.Columns[2].NoWrap();
        foreach (var outcome in outcomes)
        {
            var (verdict, color) = outcome switch
            {
                { AsExpected: false } => ("UNEXPECTED", Color.Red),
                { Refused: true } => ("refused", Color.Green),
                _ => ("NOT refused", Color.Yellow),
            };
            var why = new Padder(new Text(outcome.Attack.Why, new Style(Color.Grey)), new Padding(2, 0, 0, 0));
            table.AddRow(new Rows(new Text(outcome.Attack.Name), why), new Text(outcome.ReaderGets), new Text(verdict, new Style(color)));
        }
        console.Write(table);
    }

    private Table Table(params string[] columns)
    {
        var table = new Table().Border(console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii2).BorderColor(Color.Grey);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        return table;
    }

    private static double Rate(StepNumbers numbers) => numbers.Records / numbers.Elapsed.TotalSeconds;

    private static string Microseconds(StepNumbers numbers) =>
        string.Create(CultureInfo.InvariantCulture, $"{numbers.MedianCrypto.TotalMicroseconds:F0} us");

    public static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
