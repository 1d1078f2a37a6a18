using KmsGuard.Generators.Model;
using KmsGuard.Generators.Model.Stored;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelAnalyzers.Schema;

/// <summary>A file that says what stored records depend on (docs/schema.md).</summary>
internal sealed class SchemaFile
{
    /// <summary>What the last release stores.</summary>
    internal const string Shipped = "KmsGuard.Shipped.json";

    /// <summary>What the next one will store, whole; without models when nothing has changed.</summary>
    internal const string Unshipped = "KmsGuard.Unshipped.json";

    internal static SchemaFile Empty { get; } = new([], [], []);

    internal SchemaFile(IReadOnlyList<SchemaEntry> models, IReadOnlyList<SchemaRemoval> removed, IReadOnlyList<SchemaProblem> problems)
    {
        Models = models;
        Removed = removed;
        Problems = problems;
    }

    internal IReadOnlyList<SchemaEntry> Models { get; }

    internal IReadOnlyList<SchemaRemoval> Removed { get; }

    /// <summary>What is wrong with the file. Nothing can be told of its models then.</summary>
    internal IReadOnlyList<SchemaProblem> Problems { get; }

    /// <summary>The file with a model's entry in place of the present one of its purposes, and with a removal.</summary>
    internal SchemaFile With(StoredModel model, SchemaRemoval? removal) => new(
        [.. Models.Where(entry => !IsOf(entry.Model, model)).Append(new SchemaEntry(model, default)).OrderBy(entry => entry.Model.Purpose, StringComparer.Ordinal)],
        removal is null || Removed.Contains(removal) ? Removed : [.. Removed, removal],
        Problems);

    /// <summary>The file as it is written: ends with a line feed.</summary>
    internal string Write()
    {
        var json = new JsonText(isIndented: true);
        return json.Object(() =>
        {
            json.Name("schema").Value(1);
            json.Name("models").Array(Models, entry => json.Object(() =>
            {
                json.Name("type").Value(entry.Model.Type);
                StoredJson.Write(json, entry.Model);
            }));
            if (Removed.Count > 0)
                json.Name("removed").Array(Removed, removal => json.Object(
                    () =>
                    {
                        json.Name("purpose").Value(removal.Purpose);
                        if (removal.Field is not null)
                            json.Name("field").Value(removal.Field);
                    },
                    onOneLine: true));
        }) + "\n";
    }

    /// <summary>Whether a recorded model is the one that code has.</summary>
    internal static bool IsOf(StoredModel recorded, StoredModel code) =>
        recorded.Purpose == code.Purpose || code.FormerPurposes.Contains(recorded.Purpose);
}

/// <summary>A model in a file.</summary>
/// <param name="Model">What it says.</param>
/// <param name="Place">Where its purpose stands.</param>
internal sealed record SchemaEntry(StoredModel Model, TextSpan Place);

/// <summary>Says that nothing is stored any more of what was shipped under a purpose, or in one of its fields.</summary>
internal sealed record SchemaRemoval(string Purpose, string? Field);

/// <summary>What is wrong with a file, where, and what to do.</summary>
internal sealed record SchemaProblem(string Text, TextSpan Place);
