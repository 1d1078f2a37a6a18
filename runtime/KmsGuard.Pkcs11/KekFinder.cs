using System.Runtime.InteropServices;
using KmsGuard.Pkcs11.Native;
using KmsGuard.Pkcs11.Sessions;

namespace KmsGuard.Pkcs11;

/// <summary>Finds a key-encryption key and checks that it is one: one key and no other, AES-256, that cannot leave the token and does nothing but encrypt and decrypt.</summary>
internal static class KekFinder
{
    private static readonly (uint Attribute, string Name, bool Wanted, Pkcs11KeyWeaknesses Unless)[] Flags =
    [
        (Ck.AttributeToken, "CKA_TOKEN", true, Pkcs11KeyWeaknesses.None),
        (Ck.AttributeSensitive, "CKA_SENSITIVE", true, Pkcs11KeyWeaknesses.NotSensitive),
        (Ck.AttributeExtractable, "CKA_EXTRACTABLE", false, Pkcs11KeyWeaknesses.Extractable),
        (Ck.AttributeWrap, "CKA_WRAP", false, Pkcs11KeyWeaknesses.WrapCapable),
        (Ck.AttributeUnwrap, "CKA_UNWRAP", false, Pkcs11KeyWeaknesses.UnwrapCapable),
        (Ck.AttributeEncrypt, "CKA_ENCRYPT", true, Pkcs11KeyWeaknesses.None),
        (Ck.AttributeDecrypt, "CKA_DECRYPT", true, Pkcs11KeyWeaknesses.None),
    ];

    /// <summary>The handle of the one key that matches, checked.</summary>
    /// <exception cref="KeyUnavailableException">None or several match, or an attribute is wrong.</exception>
    internal static nuint Find(KekSession session, Kek kek)
    {
        Span<nuint> found = stackalloc nuint[3];
        CryptokiException.ThrowIfFailed(session.Cryptoki.FindObjects(session.Handle, kek.Template(), found, out var count), "C_FindObjects");
        if (count == 0)
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"There is no secret key {kek} in the token. Make it by CreateKeyAsync or with the HSM's tools, or correct Pkcs11KeyOptions.Label or Id.");
        if (count > 1)
            throw new KeyUnavailableException(KeyUnavailableReason.NotFound, $"{(count == 2 ? "Two" : "Several")} secret keys {kek} are in the token, and which of them is meant cannot be told. Set Pkcs11KeyOptions.Id (and Label), or delete the one that does not belong there.");
        Check(session, found[0], kek);
        return found[0];
    }

    /// <summary>How many keys match: 0, 1, or more.</summary>
    internal static int Count(KekSession session, Kek kek)
    {
        Span<nuint> found = stackalloc nuint[2];
        CryptokiException.ThrowIfFailed(session.Cryptoki.FindObjects(session.Handle, kek.Template(), found, out var count), "C_FindObjects");
        return count;
    }

    private static void Check(KekSession session, nuint key, Kek kek)
    {
        var type = Number(session, key, Ck.AttributeKeyType);
        if (type != Ck.KeyTypeAes)
            throw Wrong(kek, $"its CKA_KEY_TYPE is {Show(type)}, not CKK_AES");
        var size = Number(session, key, Ck.AttributeValueLength);
        if (size != 32)
            throw Wrong(kek, $"its CKA_VALUE_LEN is {Show(size)}, not 32");
        foreach (var (attribute, name, wanted, unless) in Flags)
        {
            var value = Flag(session, key, attribute);
            if (value == wanted || (unless != Pkcs11KeyWeaknesses.None && kek.Allowed.HasFlag(unless)))
                continue;
            throw Wrong(kek, $"its {name} is {(value is null ? "not shown" : value.Value ? "true" : "false")}, not {(wanted ? "true" : "false")}", unless);
        }
        if (!Permits(session, key, Ck.MechanismAesGcm))
            throw Wrong(kek, "its CKA_ALLOWED_MECHANISMS do not hold CKM_AES_GCM");
    }

    private static nuint? Number(KekSession session, nuint key, uint attribute)
    {
        Span<byte> value = stackalloc byte[CkBuffer.NumberSize];
        CryptokiException.ThrowIfFailed(session.Cryptoki.GetAttribute(session.Handle, key, attribute, value, out var length), "C_GetAttributeValue");
        return length == value.Length ? ReadNumber(value) : null;
    }

    private static bool? Flag(KekSession session, nuint key, uint attribute)
    {
        Span<byte> value = stackalloc byte[1];
        CryptokiException.ThrowIfFailed(session.Cryptoki.GetAttribute(session.Handle, key, attribute, value, out var length), "C_GetAttributeValue");
        return length == 1 ? value[0] != 0 : null;
    }

    /// <summary>Without a list, or one that the token does not show, there is no restriction to be seen; the first wrap tells.</summary>
    private static bool Permits(KekSession session, nuint key, uint mechanism)
    {
        Span<byte> list = stackalloc byte[64 * CkBuffer.NumberSize];
        if (session.Cryptoki.GetAttribute(session.Handle, key, Ck.AttributeAllowedMechanisms, list, out var length) != 0 || length <= 0)
            return true;
        for (var at = 0; at + CkBuffer.NumberSize <= length; at += CkBuffer.NumberSize)
        {
            if (ReadNumber(list[at..]) == mechanism)
                return true;
        }
        return false;
    }

    private static nuint ReadNumber(ReadOnlySpan<byte> value) => CkBuffer.NumberSize == 4 ? MemoryMarshal.Read<uint>(value) : (nuint)MemoryMarshal.Read<ulong>(value);

    private static string Show(nuint? value) => value is { } number ? $"{number}" : "not shown";

    private static KeyUnavailableException Wrong(Kek kek, string problem, Pkcs11KeyWeaknesses unless = Pkcs11KeyWeaknesses.None) => new(
        KeyUnavailableReason.Disabled,
        $"The key {kek} must not be used as a key-encryption key: {problem}. Make one by CreateKeyAsync{(unless == Pkcs11KeyWeaknesses.None ? "" : $", or accept it by Pkcs11KeyOptions.Allow = {unless}")}.");
}
