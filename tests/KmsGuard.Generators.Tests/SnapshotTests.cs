using KmsGuard.Generators.Tests.Driver;

namespace KmsGuard.Generators.Tests;

/// <summary>The generated text for models of each kind, as a reader sees it.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Class_with_context_identity_and_fields() => Snapshot.Verify(Generator.Run(Sources.Customer).File);
}
