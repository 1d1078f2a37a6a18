namespace KmsGuard.Policy.Catalogue;

/// <summary>An action of KMS, as policies name it.</summary>
internal sealed class KmsAction
{
    // The condition keys of KMS that it supports begin here in its row, without their "kms:".
    private const int FirstKey = 4;
    private const string Prefix = "kms:";

    private readonly string[] row;

    internal KmsAction(string[] row)
    {
        this.row = row;
        Name = Prefix + row[0];
        IsAdministration = row[1] == "administrative";
        IsUse = row[1] == "cryptographic";
        HasKey = row[2].Contains("key");
        AsksForMfa = row[3] == "mfa";
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
    internal bool TakesContext => IsUse && Supports("kms:EncryptionContext:*");

    /// <summary>Whether requests for it carry a condition key of KMS.</summary>
    internal bool Supports(ConditionKey key) => Supports(key.Name);

    private bool Supports(string key)
    {
        for (var index = FirstKey; index < row.Length; index++)
        {
            if (key.Length == Prefix.Length + row[index].Length && key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && key.EndsWith(row[index], StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
