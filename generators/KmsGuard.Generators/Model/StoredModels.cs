using KmsGuard.Generators.Model.Stored;

namespace KmsGuard.Generators.Model;

/// <summary>What of a specification is stored.</summary>
internal static class StoredModels
{
    /// <summary>The members of KmsGuard.IndexNormalization, the lowest bit first.</summary>
    private static readonly string[] Normalizations = ["nfkc", "trim", "lower", "digits"];

    internal static StoredModel Of(ModelSpec model) => new()
    {
        Type = NameOf(model.ModelType),
        Purpose = model.Purpose,
        FormerPurposes = model.FormerPurposes,
        KeyName = model.KeyName,
        KeyByClassification = model.KeyByClassification,
        Format = StoredModel.RecordFormat1,
        Context = Pairs(model, PropertyRole.Context),
        Identity = Pairs(model, PropertyRole.Identity),
        Fields = new EquatableArray<StoredField>(model.Properties
            .Where(property => property.Field is not null)
            .Select(property => Field(NameOf(property.Name), property.Field!))
            .OrderBy(field => field.Name, StringComparer.Ordinal)),
    };

    /// <summary>A name as people write it, of one as code has it.</summary>
    internal static string NameOf(string code) => code.Replace("global::", "").Replace("@", "");

    private static EquatableArray<StoredPair> Pairs(ModelSpec model, PropertyRole role) => new(model.Properties
        .Where(property => property.Role == role)
        .Select(property => new StoredPair(property.Pair!.Key, property.Pair.Kind, property.Pair.Default))
        .OrderBy(pair => pair.Key, Parsing.Utf8Names.Order));

    private static StoredField Field(string property, FieldSpec field) => new(
        field.StoredName,
        field.FormerNames,
        property,
        field.Encoding.Name,
        field.Null switch
        {
            NullHandling.Refused => StoredField.Refused,
            NullHandling.Clear => StoredField.Unstored,
            _ => StoredField.Authenticated,
        },
        field.Pad > 0)
    {
        Indexes = new EquatableArray<StoredIndex>(field.Indexes.Select(index => new StoredIndex(
            index.Version,
            index.Bits,
            new EquatableArray<string>(Normalizations.Where((_, bit) => (index.Normalize & (1 << bit)) != 0)),
            index.Normalizer is { } normalizer ? NameOf(normalizer) : null))),
    };
}
