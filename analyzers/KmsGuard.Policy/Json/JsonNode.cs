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
    // Most values are texts, which have neither.
    private List<JsonMember>? members;
    private List<JsonNode>? items;

    internal JsonKind Kind { get; } = kind;

    /// <summary>Where it begins; with the quotes of a text and the brackets of an object or array.</summary>
    internal int Start { get; } = start;

    /// <summary>The first place behind it.</summary>
    internal int End { get; set; } = start;

    /// <summary>The content of a text, unescaped; a literal as it is written.</summary>
    internal string Text { get; set; } = "";

    internal IReadOnlyList<JsonMember> Members => members ?? (IReadOnlyList<JsonMember>)[];

    internal IReadOnlyList<JsonNode> Items => items ?? (IReadOnlyList<JsonNode>)[];

    /// <summary>Whether something in it is no JSON, or it never ends. What was read is there; what is missing may be anything.</summary>
    internal bool IsBroken { get; set; }

    /// <summary>Whether a hole in a template may add members or items that are not here.</summary>
    internal bool HasHole { get; set; }

    /// <summary>The value of the first member of this name.</summary>
    internal JsonNode? this[string name] => Find(name)?.Value;

    /// <summary>The name of the first member of this name.</summary>
    internal JsonNode? Name(string name) => Find(name)?.Name;

    internal void Add(JsonNode name, JsonNode value) => (members ??= []).Add(new JsonMember(name, value));

    internal void Remove(string name) => members?.RemoveAll(member => member.Name.Text == name);

    internal void Add(JsonNode item) => (items ??= []).Add(item);

    private JsonMember? Find(string name)
    {
        // Asked a dozen times of each statement: no delegate, no enumerator.
        for (var i = 0; i < members?.Count; i++)
        {
            if (members[i].Name.Text == name)
                return members[i];
        }
        return null;
    }
}

/// <summary>A member of an object.</summary>
internal sealed class JsonMember(JsonNode name, JsonNode value)
{
    internal JsonNode Name { get; } = name;

    internal JsonNode Value { get; } = value;
}
