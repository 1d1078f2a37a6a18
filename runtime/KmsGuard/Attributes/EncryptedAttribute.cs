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

    /// <summary>Pads the value, inside the encryption, to a multiple of this many bytes, 2 to 65,536, so that its length tells less: with 64, texts of up to 63 bytes all take 64. With <see cref="AuthenticateNull"/> a null takes as much as a short value, and cannot be told from it. Default: 0, no padding.</summary>
    /// <remarks>Whether a field is padded is part of what is stored, the number is not. A number can be changed at any time; padding can be added to a field (what is stored without stays readable, and shows its length until it is written again), but not taken away: what is stored padded could not be read.</remarks>
    public int Pad { get; set; }

    /// <summary>For a type without an encoding of its own, such as a list or a class: the application's <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>, declared with <c>[JsonSerializable]</c> for the property's type, by which the value is encrypted as JSON. What the context writes (names, options, converters) is part of what is stored. Default: <see langword="null"/>, the type's own encoding.</summary>
    public Type? Json { get; set; }
}
