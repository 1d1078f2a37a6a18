namespace KmsGuard.Generators.Model;

/// <summary>What becomes of a property in the encrypted record.</summary>
internal enum PropertyRole
{
    /// <summary>Stored as it is, bound to nothing.</summary>
    Clear,

    /// <summary>A pair of the encryption context.</summary>
    Context,

    /// <summary>A pair of the record's identity.</summary>
    Identity,

    /// <summary>An identity that RecordBinding.HeaderOnly leaves unbound: the database may give it after encryption.</summary>
    UnboundIdentity,

    /// <summary>Another annotated model, or several: records of their own.</summary>
    Navigation,

    /// <summary>Stored as ciphertext.</summary>
    Encrypted,
}
