namespace KmsGuard.Quickstart.Tests;

public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kmsguard-tests-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public IReadOnlyList<string> Content => [.. _folder.GetFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
