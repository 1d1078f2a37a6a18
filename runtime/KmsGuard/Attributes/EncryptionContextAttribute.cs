namespace KmsGuard;

/// <summary>Makes a property one pair of the encryption context: sent to AWS KMS or the HSM with the data key, visible in its logs, bound to everything encrypted.</summary>
/// <remarks>For values of low cardinality, such as a tenant or an environment: data keys are shared by the records of one context. Never for secrets. Practice: Encryption Context (AWS KMS Best Practices).</remarks>
/// <param name="key">The pair's key, part of what is stored. Not beginning with <c>aws-crypto-</c> or <c>kmsguard-</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptionContextAttribute(string key) : Attribute
{
    /// <summary>The pair's key, as given.</summary>
    public string Key { get; } = key;
}
