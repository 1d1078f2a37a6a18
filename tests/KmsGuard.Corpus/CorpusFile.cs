namespace KmsGuard.Corpus;

/// <summary>One file of the corpus and the major version of the AWS SDK that it was written for.</summary>
internal sealed record CorpusFile(string Path, int SdkMajor)
{
    internal string Name => System.IO.Path.GetFileName(Path);

    internal static IReadOnlyList<CorpusFile> Load(DirectoryInfo folder, FileInfo? index)
    {
        var majors = index is null ? [] : Table.Read(index).ToDictionary(static row => row["file"], static row => MajorOf(row["sdk"]));
        return [.. folder.GetFiles("*.cs").OrderBy(static file => file.Name, StringComparer.Ordinal)
            .Select(file => new CorpusFile(file.FullName, majors.GetValueOrDefault(file.Name, 4)))];
    }

    // Version 2 has version 3's types in one assembly.
    private static int MajorOf(string sdk) => sdk.StartsWith("v2", StringComparison.Ordinal) || sdk.StartsWith("v3", StringComparison.Ordinal) ? 3 : 4;
}
