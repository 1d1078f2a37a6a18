namespace KmsGuard;

/// <summary>What the roots of a branch key are for. The number is in the derivation (docs/formats.md).</summary>
public enum BranchKeyUsage
{
    /// <summary>Data keys of records.</summary>
    Record = 1,
    /// <summary>Keys of blind indexes, which must stay when those of records are rotated.</summary>
    Index = 2,
}
