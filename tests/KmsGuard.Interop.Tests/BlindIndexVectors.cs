using System.Text.Json;

namespace KmsGuard.Interop.Tests;

/// <summary>tests/vectors/blind-indexes-1.json; its schema is in the README beside it.</summary>
internal sealed record BlindIndexVectors(string Branch, BlindIndexVector[] Indexes)
{
    internal static BlindIndexVectors All { get; } = JsonSerializer.Deserialize<BlindIndexVectors>(File.ReadAllText(Vectors.PathTo("vectors", "blind-indexes-1.json")), JsonSerializerOptions.Web)!;

    internal BranchVector BranchKey => BranchVectors.All.Branches.Single(branch => branch.Name == Branch);
}

internal sealed record BlindIndexVector(
    string Name, string Purpose, string Field, int Version, int Bits, string Type, string[] Normalize, bool AuthenticateNull, JsonElement Value, string Input, string Key, string? Normalized, string Hashed, long Index)
{
    internal IndexNormalization Normalization => Normalize.Aggregate(IndexNormalization.None, (all, one) => all | one switch
    {
        "nfkc" => IndexNormalization.Nfkc,
        "trim" => IndexNormalization.Trim,
        "lower" => IndexNormalization.LowerInvariant,
        "digits" => IndexNormalization.DigitsOnly,
        _ => throw new ArgumentException($"There is no normalization '{one}'."),
    });

    public override string ToString() => Name;
}
