using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The framework that the test sources compile against: the one that the tests run on, and nothing else that is loaded.</summary>
internal static class Framework
{
    internal static readonly MetadataReference[] References = Load();

    private static MetadataReference[] Load()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == folder)
            .Select(static file => MetadataReference.CreateFromFile(file))];
    }
}
