using Microsoft.CodeAnalysis;

namespace KmsGuard.Generators.Tests.Driver;

/// <summary>What test models are compiled against: the framework that runs, because the compiled code is loaded into it, the real runtime library, and what scenarios assert with.</summary>
internal static class References
{
    internal static IReadOnlyList<MetadataReference> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsReference)
            .Order(StringComparer.Ordinal)
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(EncryptedModelAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Assert).Assembly.Location),
    ];

    private static bool IsReference(string path) => Path.GetFileName(path) is var name
        && (name == "Microsoft.CSharp.dll" || (name.StartsWith("System", StringComparison.Ordinal) && !name.Contains(".Native", StringComparison.Ordinal)));
}
