using System.Buffers.Binary;

namespace KmsGuard;

/// <summary>The provider info of an encrypted data key that a raw AES key wrapped, as the AWS Encryption SDK lays it out: key name || u32 tag length in bits || u32 IV length || IV (framework/raw-aes-keyring). For authors of keyrings.</summary>
public static class RawAesProviderInfo
{
    /// <summary>Size of the authentication tag, in bytes: always whole.</summary>
    public const int TagSize = 16;

    private const int LengthsSize = 4 + 4;

    /// <summary>How many bytes the provider info takes.</summary>
    /// <param name="nameSize">Size of the key name, in bytes of UTF-8.</param>
    /// <param name="ivSize">Size of the IV, in bytes; 12 for every Encryption SDK.</param>
    public static int SizeOf(int nameSize, int ivSize) => nameSize + LengthsSize + ivSize;

    /// <summary>Writes the provider info.</summary>
    /// <param name="destination"><see cref="SizeOf"/> bytes.</param>
    /// <param name="keyName">The name of the key that wraps, in UTF-8.</param>
    /// <param name="iv">The IV of this wrap.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public static void Write(Span<byte> destination, ReadOnlySpan<byte> keyName, ReadOnlySpan<byte> iv)
    {
        if (destination.Length != SizeOf(keyName.Length, iv.Length))
            throw new ArgumentException($"The provider info takes {SizeOf(keyName.Length, iv.Length)} bytes.", nameof(destination));
        keyName.CopyTo(destination);
        var lengths = destination[keyName.Length..];
        BinaryPrimitives.WriteUInt32BigEndian(lengths, TagSize * 8);
        BinaryPrimitives.WriteUInt32BigEndian(lengths[4..], (uint)iv.Length);
        iv.CopyTo(lengths[LengthsSize..]);
    }

    /// <summary>Reads the IV, if the provider info is exactly that of this key, with a whole tag and an IV of this size.</summary>
    public static bool TryReadIv(ReadOnlySpan<byte> providerInfo, ReadOnlySpan<byte> keyName, int ivSize, out ReadOnlySpan<byte> iv)
    {
        iv = default;
        if (providerInfo.Length != SizeOf(keyName.Length, ivSize) || !providerInfo.StartsWith(keyName))
            return false;
        var lengths = providerInfo[keyName.Length..];
        if (BinaryPrimitives.ReadUInt32BigEndian(lengths) != TagSize * 8 || BinaryPrimitives.ReadUInt32BigEndian(lengths[4..]) != (uint)ivSize)
            return false;
        iv = lengths[LengthsSize..];
        return true;
    }
}
