using System.Security.Cryptography;

namespace KmsGuard.Testing.Engine;

/// <summary>One version of a key. Rotation adds another; every version goes on decrypting what it encrypted.</summary>
internal sealed class KeyMaterial(DateTimeOffset date, string? rotationType)
{
    internal byte[] Key { get; } = RandomNumberGenerator.GetBytes(Sealing.KeySize);

    /// <summary>What a ciphertext blob says about the material that made it.</summary>
    internal Guid Handle { get; } = Guid.NewGuid();

    /// <summary>64 hexadecimal digits (API_RotationsListEntry).</summary>
    internal string Id { get; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    internal DateTimeOffset Date { get; } = date;

    /// <summary>AUTOMATIC or ON_DEMAND; <see langword="null"/> for the material that a key was made with.</summary>
    internal string? RotationType { get; } = rotationType;
}
