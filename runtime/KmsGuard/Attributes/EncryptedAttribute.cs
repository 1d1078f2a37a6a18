namespace KmsGuard;

/// <summary>Stores a property encrypted, in a wrapper type of its own.</summary>
/// <param name="name">The field's stable name, part of what is stored: 1 to 128 bytes of UTF-8, unique in the model. Renaming the property changes nothing stored; changing this name makes stored values unreadable.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptedAttribute(string name) : Attribute
{
    /// <summary>The field's name, as given.</summary>
    public string Name { get; } = name;

    /// <summary>For a nullable property: encrypts one byte that says whether there is a value, so that a value that was set to NULL in the database is noticed. Part of what is stored. Default: <see langword="false"/>, a null has no ciphertext.</summary>
    public bool AuthenticateNull { get; set; }
}
