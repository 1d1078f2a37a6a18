namespace KmsGuard;

/// <summary>What is done to a text before its blind index is computed. Several are applied in the order in which they stand here.</summary>
[Flags]
public enum IndexNormalization
{
    /// <summary>The text as it is.</summary>
    None = 0,

    /// <summary>Unicode normalization form KC: composed and decomposed letters, full-width letters and ligatures become one. Needs ICU: with InvariantGlobalization it is refused.</summary>
    Nfkc = 1,

    /// <summary>White space is removed from both ends.</summary>
    Trim = 2,

    /// <summary>Upper-case letters become lower-case, one by one and without a culture.</summary>
    LowerInvariant = 4,

    /// <summary>All but decimal digits is removed, and digits of every script become 0 to 9: for telephone, card and account numbers.</summary>
    DigitsOnly = 8,
}
