namespace KmsGuard.Policy.Catalogue;

/// <summary>An action of KMS, as policies name it.</summary>
internal sealed class KmsAction
{
    private readonly HashSet<string> keys;

    internal KmsAction(string[] row)
    {
        Name = "kms:" + row[0];
        IsAdministration = row[1] == "administrative";
        IsUse = row[1] == "cryptographic";
        HasKey = row[2].Contains("key");
        AsksForMfa = row[3] == "mfa";
        keys = new HashSet<string>(row.Skip(4).Select(static key => "kms:" + key), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>With its <c>kms:</c>.</summary>
    internal string Name { get; }

    /// <summary>Whether it changes a key or what may be done with it.</summary>
    internal bool IsAdministration { get; }

    /// <summary>Whether it encrypts, decrypts, signs or makes keys.</summary>
    internal bool IsUse { get; }

    /// <summary>Whether it is about one key; the others have no effect in a key policy.</summary>
    internal bool HasKey { get; }

    /// <summary>Whether AWS asks for MFA where it is allowed.</summary>
    internal bool AsksForMfa { get; }

    /// <summary>Whether it encrypts or decrypts data with a context that belongs to it.</summary>
    internal bool TakesContext => IsUse && keys.Contains("kms:EncryptionContext:*");

    /// <summary>Whether requests for it carry a condition key of KMS.</summary>
    internal bool Supports(ConditionKey key) => keys.Contains(key.Name);
}
