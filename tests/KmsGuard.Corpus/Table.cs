namespace KmsGuard.Corpus;

/// <summary>Files of tab-separated values with a header line, and tables for people.</summary>
internal static class Table
{
    internal static IEnumerable<IReadOnlyDictionary<string, string>> Read(FileInfo file)
    {
        var lines = File.ReadAllLines(file.FullName);
        var header = lines[0].Split('\t');
        return lines.Skip(1).Where(static line => line.Length > 0).Select(line => header
            .Zip(line.Split('\t').Concat(Enumerable.Repeat("", header.Length)))
            .ToDictionary(static pair => pair.First, static pair => pair.Second));
    }

    /// <summary>Writes a Markdown table; every column but the first is a number.</summary>
    internal static void Write(TextWriter output, string[] header, IEnumerable<string[]> rows)
    {
        output.WriteLine($"| {string.Join(" | ", header)} |");
        output.WriteLine($"|---{string.Concat(Enumerable.Repeat("|---:", header.Length - 1))}|");
        foreach (var row in rows)
            output.WriteLine($"| {string.Join(" | ", row)} |");
    }

    internal static string Percent(double part, double whole) => whole == 0 ? "" : $"{100 * part / whole:0.#} %";
}
