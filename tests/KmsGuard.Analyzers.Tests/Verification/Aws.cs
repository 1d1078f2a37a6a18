using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The majors of the AWS SDK that every rule must know.</summary>
internal static class Aws
{
    internal static readonly MetadataReference[] V3 = Load("aws-v3");
    internal static readonly MetadataReference[] V4 = Load("aws-v4");

    internal static MetadataReference[] Load(string folder) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.dll").Select(static file => MetadataReference.CreateFromFile(file))];
}
