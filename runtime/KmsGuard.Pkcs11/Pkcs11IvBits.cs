namespace KmsGuard;

/// <summary>What a module wants in the field <c>ulIvBits</c> of CK_GCM_PARAMS.</summary>
public enum Pkcs11IvBits
{
    /// <summary>The size of the IV in bits: PKCS#11 2.40.</summary>
    Set,
    /// <summary>Zero.</summary>
    Zero,
    /// <summary>The structure of its first edition, without the field.</summary>
    Absent,
}
