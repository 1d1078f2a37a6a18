namespace KmsGuard.EntityFrameworkCore;

/// <summary>A row of the table that <see cref="BranchKeyModelBuilderExtensions.AddKmsGuardBranchKeys"/> adds: one version of a branch key. Nothing in it is secret. Written by the store alone.</summary>
public sealed class KmsGuardBranchKey
{
    /// <inheritdoc cref="BranchKeyRow.Partition"/>
    public required string Partition { get; init; }

    /// <inheritdoc cref="BranchKeyRow.Version"/>
    public required int Version { get; init; }

    /// <inheritdoc cref="BranchKeyRow.BranchId"/>
    public required Guid BranchId { get; init; }

    /// <inheritdoc cref="BranchKeyRow.KeyName"/>
    public required string KeyName { get; init; }

    /// <inheritdoc cref="BranchKeyRow.Usage"/>
    public required BranchKeyUsage Usage { get; init; }

    /// <summary>When this version was made, as <c>yyyy-MM-ddTHH:mm:ssZ</c>: it is authenticated, and databases round, shift or extend their own date types.</summary>
    public required string Created { get; init; }

    /// <inheritdoc cref="BranchKeyRow.WrappedKey"/>
    public required byte[] WrappedKey { get; set; }
}
