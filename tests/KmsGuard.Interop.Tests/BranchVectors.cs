using System.Text.Json;

namespace KmsGuard.Interop.Tests;

/// <summary>tests/vectors/branch-keys-1.json; its schema is in the README beside it.</summary>
internal sealed record BranchVectors(Dictionary<string, string> Keks, BranchVector[] Branches)
{
    internal static BranchVectors All { get; } = JsonSerializer.Deserialize<BranchVectors>(File.ReadAllText(Vectors.PathTo("vectors", "branch-keys-1.json")), JsonSerializerOptions.Web)!;
}

internal sealed record BranchVector(
    string Name, string KeyName, Dictionary<string, string> Context, string Use, Guid BranchId, int Version, string Created, string KeyId, string BranchKey, string EdkIv,
    string Partition, string Wrapping, string WrappedKey, string Info, string Input, string Root, RecordVector? Record)
{
    /// <summary>As a store has it.</summary>
    internal BranchKeyRow Row => new()
    {
        Partition = Partition,
        Version = Version,
        BranchId = BranchId,
        KeyName = KeyName,
        Usage = Use == "record" ? BranchKeyUsage.Record : BranchKeyUsage.Index,
        Created = DateTimeOffset.Parse(Created, System.Globalization.CultureInfo.InvariantCulture),
        WrappedKey = Convert.FromHexString(WrappedKey),
    };

    public override string ToString() => Name;
}
