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
        var reader = new SchemaReader();
        var root = JsonReader.Read(text);
        var rest = text.Substring(root.End).TrimStart();
        if (!root.IsBroken && rest.Length == 0)
            return reader.ReadFile(root);
        reader.AddBroken(root, TextSpan.FromBounds(text.Length - rest.Length, text.Length));
        return new SchemaFile([], [], reader._problems);
    }

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

    private StoredField? ReadField(JsonNode node) => IsObject(node, "name", "formerNames", "property", "encoding", "nulls", "padded")
        ? new StoredField(
            Text(node, "name"),
            Texts(node, "formerNames"),
            Text(node, "property"),
            Text(node, "encoding"),
            Text(node, "nulls"),
            IsTrue(node, "padded"))
        : null;

    private SchemaRemoval? ReadRemoval(JsonNode node) =>
        IsObject(node, "purpose", "field") ? new SchemaRemoval(Text(node, "purpose"), node["field"] is null ? null : Text(node, "field")) : null;

    private bool IsObject(JsonNode node, params string[] members)
    {
        if (node.Kind != JsonKind.Object)
        {
            Add(node, "this must be an object");
            return false;
        }
        foreach (var member in node.Members)
        {
            if (!members.Contains(member.Name.Text))
                Add(member.Name, $"\"{member.Name.Text}\" is no member here: correct it to one of {string.Join(", ", members)}, or use the version of KmsGuard that wrote it");
            else if (node[member.Name.Text] != member.Value)
                Add(member.Name, $"\"{member.Name.Text}\" is there twice; keep one of the two");
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

    /// <summary>At the innermost part that is no JSON.</summary>
    private void AddBroken(JsonNode root, TextSpan rest)
    {
        var node = root;
        while (node.Members.Select(member => member.Value).Concat(node.Items).FirstOrDefault(part => part.IsBroken) is { } part)
            node = part;
        var place = root.IsBroken
            ? TextSpan.FromBounds(node.Kind is JsonKind.Object or JsonKind.Array ? Math.Max(node.Start, node.End - 1) : node.Start, Math.Max(node.Start, node.End))
            : rest;
        _problems.Add(new SchemaProblem("this is no JSON, or ends too early; mend it, or take the file from version control", place));
    }

    private void Add(JsonNode node, string text) => _problems.Add(new SchemaProblem(text, SpanOf(node)));

    private static TextSpan SpanOf(JsonNode node) => TextSpan.FromBounds(node.Start, node.End);
}
