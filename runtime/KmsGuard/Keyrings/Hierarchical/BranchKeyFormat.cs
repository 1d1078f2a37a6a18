using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using KmsGuard.Context;

namespace KmsGuard.Keyrings.Hierarchical;

/// <summary>Branch keys in bytes, as docs/formats.md gives them: what their wrapping is bound to, the roots derived from them, and how a record names them.</summary>
internal static class BranchKeyFormat
{
    internal const string ProviderId = "kmsguard-branch";
    internal const int KeySize = 32;

    private const int IdSize = 16;
    private const int InfoSize = IdSize + sizeof(uint);
    private const int InputSize = 45;
    private const int OutputSize = 64;

    private static ReadOnlySpan<byte> Label => "KmsGuard branch"u8;

    internal static Guid NewId()
    {
        Span<byte> id = stackalloc byte[IdSize];
        RandomNumberGenerator.Fill(id);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>Whole seconds: what every database keeps.</summary>
    internal static DateTimeOffset ToCreated(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());

    /// <summary>The encryption context under which the KEK wraps a branch key. It names all that the row says, so that no row can stand for another.</summary>
    internal static EncryptionContext WrappingContext(Branch branch, Guid id, int version, DateTimeOffset created) => EncryptionContext.FromChecked(
    [
        .. branch.Context.Where(pair => pair.Key != ContextPairs.UseKey),
        KeyValuePair.Create(ContextPairs.UseKey, "branch/1:" + branch.KeyName),
        KeyValuePair.Create("kmsguard-branch", id.ToString("D")),
        KeyValuePair.Create("kmsguard-branch-use", branch.Usage switch { BranchKeyUsage.Record => "record/1", _ => "index/1" }),
        KeyValuePair.Create("kmsguard-version", version.ToString(CultureInfo.InvariantCulture)),
        KeyValuePair.Create("kmsguard-created", created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    ]);

    /// <summary>Derives what serves as data key: one block of the KDF in counter mode, NIST SP 800-108r1 section 4.1, with HMAC-SHA-512. Its first half is the root.</summary>
    internal static DataKeyLease DeriveRoot(DataKeyLease branchKey, BranchKeyUsage usage, Guid id, int version)
    {
        // HMAC pads its key with zeros: without this check a key and the same key with a zero appended would be one.
        if (branchKey.Key.Length != KeySize)
            throw new InvalidOperationException($"The keyring gave a branch key of {branchKey.Key.Length} bytes; it has {KeySize}.");
        Span<byte> input = stackalloc byte[InputSize];
        Span<byte> output = stackalloc byte[OutputSize];
        BinaryPrimitives.WriteUInt32BigEndian(input, 1);                       // counter
        Label.CopyTo(input[4..]);
        input[19] = 0;                                                         // separator
        input[20] = (byte)usage;                                               // context of the KDF, from here
        WriteInfo(id, version, input.Slice(21, InfoSize));
        BinaryPrimitives.WriteUInt32BigEndian(input[41..], OutputSize * 8);    // length in bits: 00000200
        try
        {
            branchKey.Material.Hmac(branchKey.Cell, input, output);
            return DataKeyLease.Create(output[..KeySize], [new EncryptedDataKey(ProviderId, input.Slice(21, InfoSize), [])]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
        }
    }

    /// <summary>Which version of a branch key an encrypted data key of a record names, if it names one.</summary>
    internal static bool TryReadInfo(EncryptedDataKey edk, out Guid id, out int version)
    {
        var info = edk.ProviderInfo.Span;
        if (!edk.ProviderIdUtf8.SequenceEqual("kmsguard-branch"u8) || info.Length != InfoSize || !edk.Ciphertext.IsEmpty)
        {
            (id, version) = (Guid.Empty, 0);
            return false;
        }
        id = new Guid(info[..IdSize], bigEndian: true);
        version = BinaryPrimitives.ReadInt32BigEndian(info[IdSize..]);
        return version > 0;
    }

    private static void WriteInfo(Guid id, int version, Span<byte> info)
    {
        id.TryWriteBytes(info, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(info[IdSize..], version);
    }
}
