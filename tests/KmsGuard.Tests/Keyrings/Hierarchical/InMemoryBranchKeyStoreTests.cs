namespace KmsGuard.Tests.Keyrings.Hierarchical;

public sealed class InMemoryBranchKeyStoreTests : BranchKeyStoreContract
{
    protected override IBranchKeyStore Store { get; } = new InMemoryBranchKeyStore();
}
