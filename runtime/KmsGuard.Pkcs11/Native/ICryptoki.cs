namespace KmsGuard.Pkcs11.Native;

/// <summary>The functions of a PKCS#11 module that the keyring uses. Each returns its CK_RV; 0 is success.</summary>
internal interface ICryptoki
{
    /// <summary>C_Initialize, with the operating system's locks.</summary>
    uint Initialize();

    /// <summary>C_Finalize.</summary>
    uint Finish();

    /// <summary>The slots with a token in them, looked for anew.</summary>
    uint GetSlots(out nuint[] slots);

    uint GetTokenInfo(nuint slot, out TokenInfo info);

    uint OpenSession(nuint slot, bool readWrite, out nuint session);

    uint CloseSession(nuint session);

    uint GetSessionState(nuint session, out nuint state);

    /// <summary>C_Login as user; without a PIN the token asks on its own PIN pad.</summary>
    uint Login(nuint session, byte[]? pin);

    uint FindObjects(nuint session, CkAttribute[] template, Span<nuint> found, out int count);

    /// <summary>Reads one attribute; <paramref name="length"/> is -1 when the object has none or does not show it.</summary>
    uint GetAttribute(nuint session, nuint key, uint type, Span<byte> value, out int length);

    uint GenerateKey(nuint session, uint mechanism, CkAttribute[] template, out nuint key);

    uint Encrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> plaintext, Span<byte> output, out int length);

    uint Decrypt(nuint session, nuint key, GcmParameters parameters, ReadOnlySpan<byte> ciphertext, Span<byte> output, out int length);
}
