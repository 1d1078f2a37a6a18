namespace KmsGuard.Pkcs11;

/// <summary>A key of the token that was found and checked, with something that it encrypted: what opens this works.</summary>
internal sealed record FoundKey(nuint Handle, byte[] ProbeIv, byte[] Probe);
