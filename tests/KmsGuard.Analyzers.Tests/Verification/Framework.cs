using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The framework that the test sources compile against: the one that the tests run on, and nothing else that is loaded.</summary>
internal static class Framework
{
    internal static readonly MetadataReference[] References = Load();

    /// <summary>As much of .NET Framework as a client of the AWS SDK is set up with.</summary>
    internal static MetadataReference[] Net472 =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "net472"), "*.dll").Select(static file => MetadataReference.CreateFromFile(file))];

    private static MetadataReference[] Load()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == folder)
            .Select(static file => MetadataReference.CreateFromFile(file))];
    }
}
