using System.ComponentModel;

namespace KmsGuard.Generated;

/// <summary>What of a model goes into its stored form. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RecordSchemaOptions
{
    /// <summary>The model's purpose, 1 to 128 bytes of UTF-8.</summary>
    public required string Purpose { get; init; }

    /// <summary>The logical key name, 1 to 128 bytes of UTF-8; the classification's name if the key goes by that.</summary>
    public required string KeyName { get; init; }

    /// <summary>As <see cref="EncryptedModelAttribute.KeyByClassification"/>: the key name is that of the classification <see cref="KeyName"/>.</summary>
    public bool KeyByClassification { get; init; }

    /// <summary>Keys of the encryption context, in unsigned order of their UTF-8 bytes: the order of the Write calls.</summary>
    public required string[] ContextKeys { get; init; }

    /// <summary>Keys of the record's identity, in the same order; none for <see cref="RecordBinding.HeaderOnly"/>.</summary>
    public required string[] IdentityKeys { get; init; }

    /// <summary>For each identity key the value that stands for no pair, or null; null when no key has one (<see cref="RecordIdentityAttribute.Default"/>).</summary>
    public string?[]? IdentityDefaults { get; init; }

    /// <summary>Purposes under which records may still be stored (<see cref="FormerPurposeAttribute"/>).</summary>
    public string[]? FormerPurposes { get; init; }

    /// <summary>How many encrypted fields there are.</summary>
    public required int FieldCount { get; init; }

    /// <summary>As <see cref="EncryptedModelAttribute.SendIdentityToKeyring"/>.</summary>
    public bool SendIdentityToKeyring { get; init; }

    /// <summary>Whether a field has a blind index.</summary>
    public bool HasIndexes { get; init; }
}
