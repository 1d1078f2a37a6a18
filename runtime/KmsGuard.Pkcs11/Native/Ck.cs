namespace KmsGuard.Pkcs11.Native;

/// <summary>Constants of PKCS#11 2.40 that the keyring needs.</summary>
internal static class Ck
{
    internal const uint MechanismAesKeyGen = 0x1080;
    internal const uint MechanismAesGcm = 0x1087;

    internal const uint AttributeClass = 0x000;
    internal const uint AttributeToken = 0x001;
    internal const uint AttributePrivate = 0x002;
    internal const uint AttributeLabel = 0x003;
    internal const uint AttributeKeyType = 0x100;
    internal const uint AttributeId = 0x102;
    internal const uint AttributeSensitive = 0x103;
    internal const uint AttributeEncrypt = 0x104;
    internal const uint AttributeDecrypt = 0x105;
    internal const uint AttributeWrap = 0x106;
    internal const uint AttributeUnwrap = 0x107;
    internal const uint AttributeSign = 0x108;
    internal const uint AttributeVerify = 0x10A;
    internal const uint AttributeDerive = 0x10C;
    internal const uint AttributeValueLength = 0x161;
    internal const uint AttributeExtractable = 0x162;
    internal const uint AttributeAllowedMechanisms = 0x40000600;

    internal const uint ClassSecretKey = 4;
    internal const uint KeyTypeAes = 0x1F;

    internal const uint TokenLoginRequired = 0x4;
    internal const uint TokenPinPad = 0x100;
    internal const uint TokenPinFinalTry = 0x20000;
    internal const uint TokenPinLocked = 0x40000;

    internal const nuint StateReadOnlyUser = 1;
    internal const nuint StateReadWriteUser = 3;
}
