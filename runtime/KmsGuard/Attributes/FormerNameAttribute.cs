namespace KmsGuard;

/// <summary>A name that an encrypted field had before: values that were stored under it are read too. What is written has the present name.</summary>
/// <remarks>Keep it as long as one value may be stored under the former name. A former name belongs to its field for ever: no other field of the model may have it.</remarks>
/// <param name="name">The former argument of <see cref="EncryptedAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The former name, as given.</summary>
    public string Name { get; } = name;
}
