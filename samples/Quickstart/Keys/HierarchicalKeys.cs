using KmsGuard;

namespace Quickstart.Keys;

/// <summary>Branch keys of each tenant, wrapped by a key in AWS KMS and kept in a database of their own.</summary>
internal sealed class HierarchicalKeys(KmsKeys kms, string branchKeys) : KeySource(branchKeys)
{
    public override IReadOnlyList<(string Label, string Text)> Places => kms.Places;

    public override string WrappedKeys => "branch keys (of each tenant one for records, one for indexes)";

    public override ValueTask DisposeAsync() => kms.DisposeAsync();

    public override IKeyring CreateBare() => kms.CreateBare();

    protected override OpenKeys Open(IKeyring bare, HierarchicalKeyring branches) => new(branches, branches);
}
