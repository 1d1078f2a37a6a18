using System.Globalization;

namespace KmsGuard.Corpus;

/// <summary>What a person said of a line: a mistake of this kind, or a place where nothing is wrong.</summary>
internal sealed record Label(string File, int Line, Kind Kind, string Confidence)
{
    internal static IReadOnlyList<Label> Load(IEnumerable<FileInfo> files) =>
        [.. files.SelectMany(Table.Read).Select(static row => new Label(
            row["file"], int.Parse(row["line"], CultureInfo.InvariantCulture), Kind.Named(row["kind"]), row["confidence"]))];
}
