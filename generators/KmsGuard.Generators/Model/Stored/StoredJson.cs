namespace KmsGuard.Generators.Model.Stored;

/// <summary>The members of a model's entry: the same in the schema files (docs/schema.md) and in the manifest (docs/manifest.md), which adds some.</summary>
internal static class StoredJson
{
    internal static void Write(JsonText json, StoredModel model)
    {
        json.Name("purpose").Value(model.Purpose);
        if (model.FormerPurposes.Count > 0)
            json.Name("formerPurposes").Texts(model.FormerPurposes);
        json.Name(model.KeyByClassification ? "classification" : "keyName").Value(model.KeyName);
        json.Name("format").Value(model.Format);
        json.Name("context").Array(model.Context, pair => Write(json, pair));
        json.Name("identity").Array(model.Identity, pair => Write(json, pair));
        json.Name("fields").Array(model.Fields, field => Write(json, field));
    }

    private static void Write(JsonText json, StoredPair pair) => json.Object(
        () =>
        {
            json.Name("key").Value(pair.Key).Name("type").Value(pair.Type);
            if (pair.Default is not null)
                json.Name("default").Value(pair.Default);
        },
        onOneLine: true);

    private static void Write(JsonText json, StoredField field) => json.Object(
        () =>
        {
            json.Name("name").Value(field.Name);
            if (field.FormerNames.Count > 0)
                json.Name("formerNames").Texts(field.FormerNames);
            json.Name("property").Value(field.Property).Name("encoding").Value(field.Encoding).Name("nulls").Value(field.Nulls);
            if (field.IsPadded)
                json.Name("padded").Value(true);
            if (field.Indexes.Count > 0)
                json.Name("indexes").Array(field.Indexes, index => Write(json, index));
        },
        onOneLine: true);

    private static void Write(JsonText json, StoredIndex index) => json.Object(
        () =>
        {
            json.Name("version").Value(index.Version).Name("bits").Value(index.Bits);
            if (index.Normalize.Count > 0)
                json.Name("normalize").Texts(index.Normalize);
            if (index.Normalizer is not null)
                json.Name("normalizer").Value(index.Normalizer);
        },
        onOneLine: true);
}
