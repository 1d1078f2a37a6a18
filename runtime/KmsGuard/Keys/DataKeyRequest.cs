namespace KmsGuard;

/// <summary>What a new data key is for.</summary>
/// <param name="KeyName">The logical key name, as in <see cref="EncryptedModelAttribute.KeyName"/>.</param>
/// <param name="Context">The encryption context that the encrypted data key is bound to.</param>
/// <param name="Suite">The algorithm suite that will use the key (docs/formats.md). Data keys of different suites are never shared.</param>
/// <param name="Records">How many records this request is going to protect.</param>
/// <param name="Bytes">How many bytes of plaintext this request is going to protect.</param>
public readonly record struct DataKeyRequest(string KeyName, EncryptionContext Context, int Suite, long Records, long Bytes);
