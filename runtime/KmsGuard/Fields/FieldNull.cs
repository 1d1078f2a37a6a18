using System.ComponentModel;

namespace KmsGuard.Generated;

/// <summary>What a field does with a null.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum FieldNull
{
    /// <summary>The property is not nullable: a null is an error.</summary>
    Refused,

    /// <summary>A null has no ciphertext.</summary>
    Clear,

    /// <summary>A presence byte is encrypted before the value (<see cref="EncryptedAttribute.AuthenticateNull"/>).</summary>
    Authenticated,
}
