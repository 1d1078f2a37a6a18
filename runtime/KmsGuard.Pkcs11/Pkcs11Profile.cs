namespace KmsGuard;

/// <summary>How an HSM differs from the standard in CKM_AES_GCM. A wrong profile is found out by a first wrap and unwrap of a known value, before any data is touched.</summary>
public sealed class Pkcs11Profile
{
    /// <summary>Who makes the IV; default <see cref="Pkcs11IvSource.Caller"/>.</summary>
    public Pkcs11IvSource IvSource { get; set; }

    /// <summary>Size of the IV, in bytes: 12, or 16 for HSMs that make longer ones (which only KmsGuard reads back, not the AWS Encryption SDK). Default 12.</summary>
    public int IvSize { get; set; } = 12;

    /// <summary>The field <c>ulIvBits</c> on encryption; default <see cref="Pkcs11IvBits.Set"/>.</summary>
    public Pkcs11IvBits EncryptIvBits { get; set; }

    /// <summary>The field <c>ulIvBits</c> on decryption; default <see cref="Pkcs11IvBits.Set"/>.</summary>
    public Pkcs11IvBits DecryptIvBits { get; set; }

    /// <summary>Whether every session is a read-write one, for tokens that have no others; default <see langword="false"/>.</summary>
    public bool ReadWriteSessions { get; set; }

    /// <summary>AWS CloudHSM, client SDK 5: the HSM writes the IV into the parameters and wants <c>ulIvBits</c> zero; no read-only sessions. By its documentation, not tried.</summary>
    public static Pkcs11Profile AwsCloudHsm => new() { IvSource = Pkcs11IvSource.HsmInParameters, EncryptIvBits = Pkcs11IvBits.Zero, ReadWriteSessions = true };

    /// <summary>Thales Luna in FIPS mode: the HSM makes 16 bytes of IV and puts them behind the tag. By its documentation, not tried.</summary>
    public static Pkcs11Profile LunaFips => new() { IvSource = Pkcs11IvSource.HsmAppended, IvSize = 16 };

    internal Pkcs11Profile Copy() => (Pkcs11Profile)MemberwiseClone();
}
