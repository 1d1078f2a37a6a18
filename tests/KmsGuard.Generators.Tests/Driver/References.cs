using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>What test models are compiled against: the framework that runs, because the compiled code is loaded into it, and the real runtime library.</summary>
internal static class References
{
    internal static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Where(IsManaged)
            .Order(StringComparer.Ordinal)
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(EncryptedModelAttribute).Assembly.Location),
    ];

    private static bool IsManaged(string path) => !Path.GetFileName(path).Contains(".Native", StringComparison.Ordinal);
}
