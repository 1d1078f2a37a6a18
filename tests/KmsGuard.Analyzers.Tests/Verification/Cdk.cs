using Microsoft.CodeAnalysis;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>The CDK for .NET, with what it needs of its own dependencies.</summary>
internal static class Cdk
{
    internal static readonly MetadataReference[] References = Aws.Load("cdk");
}
