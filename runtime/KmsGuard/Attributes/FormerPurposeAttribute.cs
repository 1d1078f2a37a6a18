namespace KmsGuard;

/// <summary>A purpose that a model had before: records that were stored under it are read too. What is written has the present purpose.</summary>
/// <remarks>Keep it as long as one record may be stored under the former purpose. Reading such a record costs no further call to the key service.</remarks>
/// <param name="purpose">The former argument of <see cref="EncryptedModelAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FormerPurposeAttribute(string purpose) : Attribute
{
    /// <summary>The former purpose, as given.</summary>
    public string Purpose { get; } = purpose;
}
