using System.ComponentModel;

namespace KmsGuard.Generated;

/// <summary>On a record's property that holds a blind index: which property holds the ciphertext that it goes with. For generated code and for adapters of databases.</summary>
/// <param name="property">The name of the property.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Property)]
public sealed class BlindIndexOfAttribute(string property) : Attribute
{
    /// <summary>The name of the property that holds the ciphertext.</summary>
    public string Property { get; } = property;
}
