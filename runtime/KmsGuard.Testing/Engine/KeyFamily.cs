namespace KmsGuard.Testing.Engine;

/// <summary>What a multi-Region key and its replicas have in common (developer guide, shared properties): key id, material and rotation. A single-Region key is a family of one.</summary>
internal sealed class KeyFamily(string keyId, bool multiRegion, string primaryRegion, DateTimeOffset created)
{
    internal string KeyId { get; } = keyId;

    internal bool MultiRegion { get; } = multiRegion;

    internal string PrimaryRegion { get; set; } = primaryRegion;

    /// <summary>The members, one a Region.</summary>
    internal List<KmsKey> Members { get; } = [];

    /// <summary>Oldest first; the last encrypts, all decrypt.</summary>
    internal List<KeyMaterial> Materials { get; } = [new KeyMaterial(created, rotationType: null)];

    internal KeyMaterial Current => Materials[^1];

    /// <summary>Days between automatic rotations, or <see langword="null"/> while they are off.</summary>
    internal int? RotationDays { get; set; }

    internal DateTimeOffset NextRotation { get; set; }

    internal KmsKey? Primary => Members.Find(member => member.IsPrimary);
}
