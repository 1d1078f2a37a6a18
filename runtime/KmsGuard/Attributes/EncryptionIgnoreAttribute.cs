namespace KmsGuard;

/// <summary>Leaves a property out of the encrypted type: it is neither stored nor restored, and has its type's default after decryption.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptionIgnoreAttribute : Attribute;
