namespace KmsGuard;

/// <summary>Marks a class whose annotated properties are stored encrypted. The generator writes a sibling type for it that holds ciphertext.</summary>
/// <remarks>The purpose and the key name are part of what is stored (docs/formats.md): changing either makes stored records unreadable.</remarks>
/// <param name="purpose">What the records are for, for example <c>customer</c>: 1 to 128 bytes of UTF-8, unique among an application's models. Bound to every record locally; never sent to the key service.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EncryptedModelAttribute(string purpose) : Attribute
{
    /// <summary>The purpose, as given.</summary>
    public string Purpose { get; } = purpose;

    /// <summary>The logical name of the key that protects the records; configuration maps it to real keys. Never an ARN, key id, alias or label. Default: <c>default</c>.</summary>
    public string KeyName { get; set; } = "default";

    /// <summary>Takes the key name from configuration, by the model's data classification (Microsoft.Extensions.Compliance): the setting <c>KmsGuard:Classifications:Restricted</c> for an attribute <c>RestrictedAttribute</c> on the model, or else the one class that its encrypted properties have. The key name stays part of what is stored: another setting makes stored records unreadable. Default: <see langword="false"/>.</summary>
    public bool KeyByClassification { get; set; }

    /// <summary>The name of the generated type when <c>Encrypted</c> + the model's name must not be used.</summary>
    public string? TypeName { get; set; }

    /// <summary>What every field is bound to. Default: <see cref="RecordBinding.Fields"/>.</summary>
    public RecordBinding Binding { get; set; }

    /// <summary>Sends the record's identity to the key service as well, for an audit trail per record. Every record then costs a call to the key service, for records no longer share data keys. A <see cref="CachingKeyring"/> still answers further uses of the same record without a call: do without one where each use must be in the trail. Default: <see langword="false"/>.</summary>
    public bool SendIdentityToKeyring { get; set; }
}
