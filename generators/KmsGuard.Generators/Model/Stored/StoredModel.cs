namespace KmsGuard.Generators.Model.Stored;

/// <summary>What of a model decides whether its stored records can be read, with the names by which people know it: an entry of the schema files and of the manifest.</summary>
internal sealed record StoredModel
{
    internal const string RecordFormat1 = "record/1";

    /// <summary>The model's full name.</summary>
    public required string Type { get; init; }

    public required string Purpose { get; init; }

    public EquatableArray<string> FormerPurposes { get; init; }

    /// <summary>The key name, or the classification by which configuration gives one.</summary>
    public required string KeyName { get; init; }

    public bool KeyByClassification { get; init; }

    /// <summary>The format in which records are written.</summary>
    public required string Format { get; init; }

    /// <summary>In the order of the stored form.</summary>
    public required EquatableArray<StoredPair> Context { get; init; }

    /// <summary>Only what is bound, in the same order.</summary>
    public required EquatableArray<StoredPair> Identity { get; init; }

    /// <summary>In the order of their names.</summary>
    public required EquatableArray<StoredField> Fields { get; init; }
}

/// <summary>A pair of the context or identity.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Type">Which text its values have: text, guid, integer, date or bool.</param>
/// <param name="Default">The value that stands for no pair, or null.</param>
internal sealed record StoredPair(string Key, string Type, string? Default);
