using System.Globalization;
using KmsGuard.Generators.Model;
using KmsGuard.Generators.Model.Stored;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelAnalyzers.Schema;

/// <summary>Reads a schema file. What it does not understand it says, at its place: a member that is passed over could be one that data depends on.</summary>
internal sealed class SchemaReader
{
    private readonly List<SchemaProblem> _problems = [];

    private SchemaReader()
    {
    }

    internal static SchemaFile Read(string text)
    {
        var json = JsonReader.Read(text);
        // One is enough: what follows may follow from it.
        if (json.Problems.Count > 0)
            return Broken(json.Problems[0].Message, TextSpan.FromBounds(json.Problems[0].Start, json.Problems[0].End));
        return json.Roots.Count == 1 ? new SchemaReader().ReadFile(json.Roots[0]) : Broken("it holds nothing", new TextSpan(0, 0));
    }

    private static SchemaFile Broken(string what, TextSpan place) =>
        new([], [], [new SchemaProblem($"this is no schema file: {what}; mend it, or take the file from version control", place)]);

    private SchemaFile ReadFile(JsonNode root)
    {
        if (!IsObject(root, "schema", "models", "removed"))
            return new SchemaFile([], [], _problems);
        if (root["schema"] is not { Kind: JsonKind.Literal, Text: "1" })
            Add(root["schema"] ?? root, "\"schema\" must be 1: another version of KmsGuard may have written the file");
        var models = Items(root, "models").Select(ReadModel).OfType<SchemaEntry>().ToArray();
        var removed = root["removed"] is null ? [] : Items(root, "removed").Select(ReadRemoval).OfType<SchemaRemoval>().ToArray();
        foreach (var twice in models.GroupBy(entry => entry.Model.Purpose, StringComparer.Ordinal).SelectMany(same => same.Skip(1)))
            _problems.Add(new SchemaProblem($"the purpose \"{twice.Model.Purpose}\" is there twice; keep one of the two", twice.Place));
        return _problems.Count == 0 ? new SchemaFile(models, removed, _problems) : new SchemaFile([], [], _problems);
    }

    private SchemaEntry? ReadModel(JsonNode node)
    {
        if (!IsObject(node, "type", "purpose", "formerPurposes", "keyName", "classification", "format", "context", "identity", "fields"))
            return null;
        var purpose = Text(node, "purpose");
        var byClassification = node["keyName"] is null && node["classification"] is not null;
        var model = new StoredModel
        {
            Type = Text(node, "type"),
            Purpose = purpose,
            FormerPurposes = Texts(node, "formerPurposes"),
            KeyName = Text(node, byClassification ? "classification" : "keyName"),
            KeyByClassification = byClassification,
            Format = Text(node, "format"),
            Context = Pairs(node, "context"),
            Identity = Pairs(node, "identity"),
            Fields = new EquatableArray<StoredField>(Items(node, "fields").Select(ReadField).OfType<StoredField>()),
        };
        return new SchemaEntry(model, node["purpose"] is { } place ? SpanOf(place) : SpanOf(node));
    }

    private EquatableArray<StoredPair> Pairs(JsonNode node, string name) => new(Items(node, name).Where(pair => IsObject(pair, "key", "type", "default")).Select(pair =>
        new StoredPair(Text(pair, "key"), Text(pair, "type"), pair["default"] is null ? null : Text(pair, "default"))));

    private StoredField? ReadField(JsonNode node) => IsObject(node, "name", "formerNames", "property", "encoding", "nulls", "padded", "indexes")
        ? new StoredField(
            Text(node, "name"),
            Texts(node, "formerNames"),
            Text(node, "property"),
            Text(node, "encoding"),
            Text(node, "nulls"),
            IsTrue(node, "padded"))
        {
            Indexes = node["indexes"] is null ? default : new EquatableArray<StoredIndex>(Items(node, "indexes").Select(ReadIndex).OfType<StoredIndex>()),
        }
        : null;

    private StoredIndex? ReadIndex(JsonNode node) => IsObject(node, "version", "bits", "normalize", "normalizer")
        ? new StoredIndex(Number(node, "version"), Number(node, "bits"), Texts(node, "normalize"), node["normalizer"] is null ? null : Text(node, "normalizer"))
        : null;

    private int Number(JsonNode node, string name)
    {
        if (node[name] is { Kind: JsonKind.Literal } literal && int.TryParse(literal.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Add(node[name] ?? node, $"\"{name}\" must be here, a whole number");
        return 0;
    }

    private SchemaRemoval? ReadRemoval(JsonNode node) =>
        IsObject(node, "purpose", "field") ? new SchemaRemoval(Text(node, "purpose"), node["field"] is null ? null : Text(node, "field")) : null;

    private bool IsObject(JsonNode node, params string[] members)
    {
        if (node.Kind != JsonKind.Object)
        {
            Add(node, "this must be an object");
            return false;
        }
        foreach (var member in node.Members.Where(member => !members.Contains(member.Name.Text)))
        {
            Add(member.Name, $"\"{member.Name.Text}\" is no member here: correct it to one of {string.Join(", ", members)}, or use the version of KmsGuard that wrote it");
        }
        return true;
    }

    private string Text(JsonNode node, string name)
    {
        if (node[name] is { Kind: JsonKind.Text, Text.Length: > 0 } text)
            return text.Text;
        Add(node[name] ?? node, $"\"{name}\" must be here, a text that is not empty");
        return "";
    }

    private bool IsTrue(JsonNode node, string name)
    {
        if (node[name] is { } flag and not { Kind: JsonKind.Literal, Text: "true" or "false" })
            Add(flag, $"\"{name}\" must be true or false");
        return node[name]?.Text == "true";
    }

    private EquatableArray<string> Texts(JsonNode node, string name)
    {
        if (node[name] is null)
            return default;
        var items = Items(node, name).ToArray();
        foreach (var item in items.Where(item => item.Kind != JsonKind.Text || item.Text.Length == 0))
            Add(item, $"\"{name}\" must hold texts that are not empty");
        return new EquatableArray<string>(items.Select(item => item.Text));
    }

    private IEnumerable<JsonNode> Items(JsonNode node, string name)
    {
        if (node[name] is { Kind: JsonKind.Array } array)
            return array.Items;
        Add(node[name] ?? node, $"\"{name}\" must be here, a list");
        return [];
    }

    private void Add(JsonNode node, string text) => _problems.Add(new SchemaProblem(text, SpanOf(node)));

    private static TextSpan SpanOf(JsonNode node) => TextSpan.FromBounds(node.Start, node.End);
}
