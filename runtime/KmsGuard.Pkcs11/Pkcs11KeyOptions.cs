namespace KmsGuard;

/// <summary>A key-encryption key in the token: AES-256, found by label, id, or both; exactly one key must match.</summary>
public sealed class Pkcs11KeyOptions
{
    /// <summary>The key's CKA_LABEL.</summary>
    public string? Label { get; set; }

    /// <summary>The key's CKA_ID, in hexadecimal. Labels are easily given twice; an id tells a key from its successor.</summary>
    public string? Id { get; set; }

    /// <summary>The name that encrypted data keys carry, so part of what is stored: keep it. Another key must get another name. By default the label, the id in lower case, or <c>label/id</c>.</summary>
    public string? Name { get; set; }

    /// <summary>Attributes that are put up with; default none.</summary>
    public Pkcs11KeyWeaknesses Allow { get; set; }

    /// <summary>Earlier keys, that unwrap what they wrapped and wrap nothing more but the known value that checks them: they keep CKA_ENCRYPT.</summary>
    public IList<Pkcs11KeyOptions> Retired { get; } = [];
}
