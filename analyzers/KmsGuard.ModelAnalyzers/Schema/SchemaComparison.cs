using KmsGuard.Generators.Model;
using KmsGuard.Generators.Model.Stored;

namespace KmsGuard.ModelAnalyzers.Schema;

/// <summary>What of the shipped records a model no longer reads.</summary>
internal static class SchemaComparison
{
    internal static IEnumerable<SchemaDifference> Find(StoredModel shipped, StoredModel code)
    {
        IEnumerable<SchemaDifference> differences = [.. Purposes(shipped, code), .. Keys(shipped, code), .. Context(shipped, code), .. Identity(shipped, code), .. shipped.Fields.SelectMany(field => Field(field, shipped.Purpose, code))];
        return differences.Select(difference => difference with { Purpose = shipped.Purpose });
    }

    private static IEnumerable<SchemaDifference> Purposes(StoredModel shipped, StoredModel code) => shipped.FormerPurposes.Prepend(shipped.Purpose)
        .Where(purpose => purpose != code.Purpose && !code.FormerPurposes.Contains(purpose))
        .Select(purpose => new SchemaDifference(SchemaPlace.Purpose, $"records are stored under the purpose '{purpose}' and are no longer read: add [FormerPurpose(\"{purpose}\")]") { FormerPurpose = purpose });

    private static IEnumerable<SchemaDifference> Keys(StoredModel shipped, StoredModel code)
    {
        // Between a key name and a class only configuration knows whether it is the same key.
        if (shipped.KeyByClassification && code.KeyByClassification && shipped.KeyName != code.KeyName)
            yield return new SchemaDifference(SchemaPlace.Model, $"records are stored under the key of the classification '{shipped.KeyName}' and are no longer read: classify the model so again");
        if (!shipped.KeyByClassification && !code.KeyByClassification && shipped.KeyName != code.KeyName)
            yield return new SchemaDifference(SchemaPlace.KeyName, $"records are stored under the key name '{shipped.KeyName}' and are no longer read: set KeyName = \"{shipped.KeyName}\" again (configuration can give it another key)");
        if (shipped.Format != code.Format)
            yield return new SchemaDifference(SchemaPlace.Model, $"records are stored in the format '{shipped.Format}', which this version of KmsGuard does not know: use a newer one");
    }

    private static IEnumerable<SchemaDifference> Context(StoredModel shipped, StoredModel code)
    {
        foreach (var pair in Lost(shipped.Context, code.Context))
            yield return new SchemaDifference(SchemaPlace.Model, $"the pair '{pair.Key}' is in the encryption context of every stored record, which no longer opens without it: put [EncryptionContext(\"{pair.Key}\")] back");
        foreach (var pair in Lost(code.Context, shipped.Context))
            yield return new SchemaDifference(SchemaPlace.Pair, $"the pair '{pair.Key}' was added to the encryption context, which stored records do not have: they no longer open. Make it [RecordIdentity(\"{pair.Key}\", Default = ...)], or encrypt them anew") { Key = pair.Key };
        foreach (var difference in Retyped(shipped.Context, code.Context))
            yield return difference;
    }

    private static IEnumerable<SchemaDifference> Identity(StoredModel shipped, StoredModel code)
    {
        foreach (var pair in Lost(shipped.Identity, code.Identity))
            yield return new SchemaDifference(SchemaPlace.Model, $"the pair '{pair.Key}' is in the identity of every stored record, which no longer opens without it: put [RecordIdentity(\"{pair.Key}\")] back");
        foreach (var pair in Lost(code.Identity, shipped.Identity).Where(pair => pair.Default is null))
            yield return new SchemaDifference(SchemaPlace.Pair, $"the pair '{pair.Key}' was added to the identity, and stored records do not have it: give it the value that those rows hold, [RecordIdentity(\"{pair.Key}\", Default = \"...\")]") { Key = pair.Key };
        foreach (var pair in code.Identity)
        {
            if (shipped.Identity.FirstOrDefault(other => other.Key == pair.Key) is { } before && before.Default != pair.Default)
                yield return new SchemaDifference(SchemaPlace.Pair, $"the Default of the pair '{pair.Key}' was {Shown(before.Default)}, and stored records depend on it: set it back") { Key = pair.Key };
        }
        foreach (var difference in Retyped(shipped.Identity, code.Identity))
            yield return difference;
    }

    /// <summary>Only where no value of one type has the text that the other gives it. Anything can be kept as text.</summary>
    private static IEnumerable<SchemaDifference> Retyped(EquatableArray<StoredPair> shipped, EquatableArray<StoredPair> code) =>
        from pair in code
        let before = shipped.FirstOrDefault(other => other.Key == pair.Key)
        where before is not null && before.Type != pair.Type && before.Type != "text" && pair.Type != "text"
        select new SchemaDifference(SchemaPlace.Pair, $"the pair '{pair.Key}' is stored as {before.Type}, and {pair.Type} has other texts: use the type it was stored with") { Key = pair.Key };

    private static IEnumerable<SchemaDifference> Field(StoredField shipped, string purpose, StoredModel code)
    {
        var field = code.Fields.FirstOrDefault(candidate => Reads(candidate, shipped.Name)) ?? code.Fields.FirstOrDefault(candidate => candidate.Property == shipped.Property);
        foreach (var name in shipped.FormerNames.Prepend(shipped.Name).Where(name => field is null || !Reads(field, name)))
        {
            yield return field is null
                ? new SchemaDifference(SchemaPlace.Model, $"the field '{name}' is stored, and no property reads it: put [Encrypted(\"{name}\")] back") { Field = name }
                : new SchemaDifference(SchemaPlace.Field, $"values are stored under the field name '{name}' and are no longer read: add [FormerName(\"{name}\")]") { Property = field.Property, Field = name, FormerName = name };
        }
        if (field is null)
            yield break;
        if (shipped.Encoding != field.Encoding)
            yield return Changed(field, shipped, $"is stored as {shipped.Encoding}, which '{field.Encoding}' does not read: use the type it was stored with, and another field name for the new type");
        if (shipped.Nulls != field.Nulls && StoredField.Authenticated is var kept && (shipped.Nulls == kept || field.Nulls == kept))
            yield return Changed(field, shipped, $"is stored {(shipped.Nulls == kept ? "with" : "without")} AuthenticateNull, which decides how every value is read: set it back");
        else if (shipped.Nulls == StoredField.Unstored && field.Nulls == StoredField.Refused)
            yield return Changed(field, shipped, "may be null in stored records, which a property that is not nullable does not read: make it nullable again");
        if (shipped.IsPadded && !field.IsPadded)
            yield return Changed(field, shipped, "is stored padded, which is read only with Pad: set it again, to any size");
        // The keys of indexes follow from purpose and name, which former ones do not bring back.
        foreach (var index in shipped.Indexes.Where(index => field.Indexes.FirstOrDefault(other => other.Version == index.Version) is { } present && (present != index || field.Name != shipped.Name || code.Purpose != purpose)))
            yield return Changed(field, shipped, $"has stored values of index version {index.Version}, which are not found by what it is now: give the index another Version, and compute it with ReindexAsync for what is stored");
    }

    private static SchemaDifference Changed(StoredField field, StoredField shipped, string what) =>
        new(SchemaPlace.Field, $"the field '{shipped.Name}' {what}") { Property = field.Property, Field = shipped.Name };

    private static bool Reads(StoredField field, string name) => field.Name == name || field.FormerNames.Contains(name);

    private static IEnumerable<StoredPair> Lost(EquatableArray<StoredPair> from, EquatableArray<StoredPair> to) => from.Where(pair => to.All(other => other.Key != pair.Key));

    private static string Shown(string? text) => text is null ? "not set" : $"\"{text}\"";
}

/// <summary>Where a difference is shown.</summary>
internal enum SchemaPlace
{
    Model,
    Purpose,
    KeyName,
    Pair,
    Field,
}

/// <summary>Something stored that is no longer read.</summary>
/// <param name="Place">Where to show it.</param>
/// <param name="Text">What it is, and what to do.</param>
internal sealed record SchemaDifference(SchemaPlace Place, string Text)
{
    /// <summary>The purpose under which it was shipped.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>The pair's key, at <see cref="SchemaPlace.Pair"/>.</summary>
    public string? Key { get; init; }

    /// <summary>The property's name, at <see cref="SchemaPlace.Field"/>.</summary>
    public string? Property { get; init; }

    /// <summary>The stored name of the field that is not read; null if the whole record is not.</summary>
    public string? Field { get; init; }

    /// <summary>The name whose [FormerName] makes it readable.</summary>
    public string? FormerName { get; init; }

    /// <summary>The purpose whose [FormerPurpose] makes it readable.</summary>
    public string? FormerPurpose { get; init; }
}
