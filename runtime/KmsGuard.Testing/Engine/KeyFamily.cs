namespace KmsGuard.Testing.Engine;

/// <summary>What a multi-Region key and its replicas have in common ("shared properties" in the developer guide): key id, material and rotation. A single-Region key is a family of one.</summary>
internal sealed class KeyFamily(string keyId, bool multiRegion, string primaryRegion, DateTimeOffset created)
{
    internal string KeyId { get; } = keyId;

    internal bool MultiRegion { get; } = multiRegion;

    internal string PrimaryRegion { get; set; } = primaryRegion;

    /// <summary>The members, one a Region.</summary>
    internal List<KmsKey> Members { get; } = [];

    /// <summary>Oldest first; the last encrypts.</summary>
    internal List<KeyMaterial> Materials { get; } = [new KeyMaterial(created, rotationType: null)];

    internal KeyMaterial Current => Materials[^1];
}
