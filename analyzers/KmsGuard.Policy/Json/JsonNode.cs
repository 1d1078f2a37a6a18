namespace KmsGuard.Policy.Json;

internal enum JsonKind
{
    /// <summary>What is not known: a hole in a template, or something that is no JSON.</summary>
    Unknown,
    Object,
    Array,
    Text,

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Literal,
}

/// <summary>A value of a JSON text, and where it stands.</summary>
internal sealed class JsonNode(JsonKind kind, int start)
{
    private readonly List<JsonMember> members = [];
    private readonly List<JsonNode> items = [];

    internal JsonKind Kind { get; } = kind;

    /// <summary>Where it begins; with the quotes of a text and the brackets of an object or array.</summary>
    internal int Start { get; } = start;

    /// <summary>The first place behind it.</summary>
    internal int End { get; set; } = start;

    /// <summary>The content of a text, unescaped; a literal as it is written.</summary>
    internal string Text { get; set; } = "";

    internal IReadOnlyList<JsonMember> Members => members;

    internal IReadOnlyList<JsonNode> Items => items;

    /// <summary>Whether something in it is no JSON, or it never ends. What was read is there; what is missing may be anything.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>Whether a hole in a template may add members or items that are not here.</summary>
    internal bool HasHole { get; set; }

    /// <summary>The value of the first member of this name.</summary>
    internal JsonNode? this[string name] => members.Find(member => member.Name.Text == name)?.Value;

    /// <summary>The name of the first member of this name.</summary>
    internal JsonNode? Name(string name) => members.Find(member => member.Name.Text == name)?.Name;

    internal void Add(JsonNode name, JsonNode value) => members.Add(new JsonMember(name, value));

    internal void Add(JsonNode item) => items.Add(item);
}

/// <summary>A member of an object.</summary>
internal sealed class JsonMember(JsonNode name, JsonNode value)
{
    internal JsonNode Name { get; } = name;

    internal JsonNode Value { get; } = value;
}
