namespace KmsGuard.Pkcs11.Native;

/// <summary>What CKM_AES_GCM takes, always with a tag of 128 bits.</summary>
internal readonly ref struct GcmParameters(Span<byte> iv, ReadOnlySpan<byte> aad, Pkcs11IvBits ivBits)
{
    /// <summary>Ours; or, on encryption, where the HSM writes its own.</summary>
    internal Span<byte> Iv { get; } = iv;

    internal ReadOnlySpan<byte> Aad { get; } = aad;

    internal Pkcs11IvBits IvBits { get; } = ivBits;
}
