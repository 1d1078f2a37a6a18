using KmsGuard;

namespace Quickstart.Keys;

/// <summary>A key file, for development.</summary>
internal sealed class LocalKeys(string keyFile, string branchKeys) : KeySource(branchKeys)
{
    public override IReadOnlyList<(string Label, string Text)> Places =>
    [
        ("key file", keyFile),
        ("", "(stands in for AWS KMS or an HSM, for development only: who reads it reads everything)"),
    ];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override IKeyring CreateBare() => LocalKeyring.ForDevelopment(keyFile);
}
