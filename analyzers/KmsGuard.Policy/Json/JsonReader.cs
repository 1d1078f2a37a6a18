using System.Globalization;
using System.Text;

namespace KmsGuard.Policy.Json;

/// <summary>
/// Reads JSON that a person is typing or that a template will complete: it never throws, keeps what it understands, marks what it
/// does not and tells what is wrong. Every step consumes a character, and what is read twice is read once for each level, of which
/// there are few, so the time is linear.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>Stands for a part of the text that is only known at run time, inside a string or anywhere else.</summary>
    internal const char Hole = '\u0001';

    /// <summary>Levels of objects and arrays; policies have six.</summary>
    internal const int MaxDepth = 64;

    // One is enough to find the next.
    private const int MaxProblems = 20;
    private const int MaxPlaceholder = 200;
    private const int FewMembers = 12;

    private static readonly char[] NotPlain = ['"', '\\', '\n', '\r', Hole];

    private readonly string text;
    private readonly List<JsonProblem> problems = [];
    private bool hasSyntaxProblem;
    private int position;
    private int depth;

    private JsonReader(string text) => this.text = text;

    /// <summary>The values of the text, and what is wrong with it.</summary>
    internal static JsonText Read(string text) => new JsonReader(text).ReadText();

    private bool IsAtEnd => position >= text.Length;

    private char Next => IsAtEnd ? '\0' : text[position];

    private JsonText ReadText()
    {
        var roots = new List<JsonNode>();
        SkipSpace();
        if (Next == '"' && IsName())
        {
            Problem(JsonProblemKind.Syntax, position, position + 1, "the opening '{' is missing");
            roots.Add(ReadMembers(new JsonNode(JsonKind.Object, position), end: '}'));
        }
        while (true)
        {
            SkipSpace();
            if (IsAtEnd)
                break;
            if (roots.Count > 0)
                Problem(JsonProblemKind.Syntax, position, position + 1, "the document ends before this");
            if (Next is '}' or ']' or ',')
                position++;
            else
                roots.Add(ReadValue());
        }
        return new JsonText(roots, problems);
    }

    // Whether the string that begins here is the name of a member.
    private bool IsName()
    {
        var start = position;
        var found = problems.Count;
        var wasBroken = hasSyntaxProblem;
        ReadString();
        SkipSpace();
        var isName = Next == ':';
        position = start;
        problems.RemoveRange(found, problems.Count - found);
        hasSyntaxProblem = wasBroken;
        return isName;
    }

    private JsonNode ReadValue()
    {
        SkipSpace();
        var start = position;
        if (IsAtEnd)
        {
            Problem(JsonProblemKind.Unfinished, start, start, "the text ends where a value is expected");
            return new JsonNode(JsonKind.Unknown, start) { IsBroken = true };
        }
        switch (text[position])
        {
            case Hole:
                position++;
                return new JsonNode(JsonKind.Unknown, start) { End = position, HasHole = true };
            case '$' or '{' or '<' when SkipPlaceholder():
                return new JsonNode(JsonKind.Unknown, start) { End = position, HasHole = true };
            case '{' or '[' when depth < MaxDepth:
                return ReadContainer();
            case '{' or '[':
                Problem(JsonProblemKind.TooDeep, start, start + 1, $"this is nested deeper than {MaxDepth} levels");
                position = text.Length;
                return new JsonNode(JsonKind.Unknown, start) { End = position, IsBroken = true };
            case '"':
                return ReadString();
            case var other when IsLiteral(other):
                return ReadLiteral();
            // The end of what holds the value, which is missing.
            case ',' or '}' or ']':
                Problem(JsonProblemKind.Syntax, start, start + 1, $"a value is missing before '{text[position]}'");
                return new JsonNode(JsonKind.Unknown, start) { IsBroken = true };
            default:
                position++;
                Problem(JsonProblemKind.Syntax, start, position, $"'{text[start]}' does not begin a value");
                return new JsonNode(JsonKind.Unknown, start) { End = position, IsBroken = true };
        }
    }

    private JsonNode ReadContainer()
    {
        var isObject = text[position] == '{';
        var node = new JsonNode(isObject ? JsonKind.Object : JsonKind.Array, position++);
        depth++;
        ReadMembers(node, isObject ? '}' : ']');
        depth--;
        return node;
    }

    private JsonNode ReadMembers(JsonNode node, char end)
    {
        HashSet<string>? names = null;
        var comma = -1;
        var needsComma = false;
        while (true)
        {
            SkipSpace();
            if (IsAtEnd || text[position] is '}' or ']')
                break;
            if (text[position] == ',')
            {
                if (!needsComma)
                    Problem(JsonProblemKind.SurplusComma, position, position + 1, "this comma has nothing before it");
                needsComma = false;
                comma = position++;
                continue;
            }
            if (needsComma && text[position] != Hole && !Last(node).HasHole)
                Problem(JsonProblemKind.Syntax, position, position + 1, $"a ',' or '{end}' is missing before this");
            if (node.Kind == JsonKind.Object)
                ReadMember(node, ref names);
            else if (!ReadItem(node))
                break;
            needsComma = true;
        }
        if (comma >= 0 && !needsComma && node.Members.Count + node.Items.Count > 0 && !Last(node).HasHole)
            Problem(JsonProblemKind.SurplusComma, comma, comma + 1, $"this comma has nothing after it before the '{end}'");
        Close(node, end);
        return node;
    }

    private void Close(JsonNode node, char end)
    {
        if (Next == end && !IsAtEnd)
        {
            position++;
        }
        else
        {
            // The other bracket ends what holds this one.
            node.IsBroken = true;
            Problem(IsAtEnd ? JsonProblemKind.Unfinished : JsonProblemKind.Syntax, node.Start, node.Start + 1, $"the '{end}' that belongs to this is missing");
        }
        node.End = position;
    }

    private static JsonNode Last(JsonNode node) => node.Kind == JsonKind.Array
        ? node.Items.Count > 0 ? node.Items[node.Items.Count - 1] : node
        : node.Members.Count > 0 && !node.HasHole ? node.Members[node.Members.Count - 1].Value : node;

    private bool ReadItem(JsonNode array)
    {
        var start = position;
        var item = ReadValue();
        SkipSpace();
        if (item.Kind == JsonKind.Text && Next == ':')
        {
            // ["a", "b" "Resource": the array was never closed.
            position = start;
            return false;
        }
        array.Add(item);
        array.HasHole |= item.Kind == JsonKind.Unknown && item.HasHole;
        array.IsBroken |= item.IsBroken;
        return true;
    }

    private void ReadMember(JsonNode owner, ref HashSet<string>? names)
    {
        var name = ReadValue();
        SkipSpace();
        if (name.Kind == JsonKind.Text && Next == ':')
        {
            position++;
            var value = ReadValue();
            var isTwice = IsIn(owner, name.Text, ref names);
            owner.Add(name, value);
            owner.IsBroken |= name.IsBroken || value.IsBroken;
            if (isTwice && !name.HasHole)
                Problem(JsonProblemKind.DuplicateName, name.Start, name.End, $"\"{name.Text}\" is written twice in one object, and only one of them counts");
        }
        else if (name.HasHole)
        {
            owner.HasHole = true;
        }
        else
        {
            owner.IsBroken = true;
            Problem(IsAtEnd ? JsonProblemKind.Unfinished : JsonProblemKind.Syntax, name.Start, Math.Max(name.End, name.Start + 1), "a name in quotes and a ':' are expected here");
        }
    }

    // Few members are compared with one another, many are looked up.
    private static bool IsIn(JsonNode owner, string name, ref HashSet<string>? names)
    {
        if (owner.Members.Count < FewMembers)
            return owner.Name(name) is not null;
        names ??= [.. owner.Members.Select(static member => member.Name.Text)];
        return !names.Add(name);
    }

    private JsonNode ReadString()
    {
        var node = new JsonNode(JsonKind.Text, position++);
        // Nearly every text is written as it is.
        var plain = text.IndexOfAny(NotPlain, position);
        if (plain >= 0 && text[plain] == '"')
        {
            node.Text = text.Substring(position, plain - position);
            node.End = position = plain + 1;
            return node;
        }
        var content = new StringBuilder();
        while (true)
        {
            // A line ends before its string does: somebody is typing.
            if (IsAtEnd || text[position] is '\n' or '\r')
            {
                node.IsBroken = true;
                Problem(IsAtEnd ? JsonProblemKind.Unfinished : JsonProblemKind.Syntax, node.Start, node.Start + 1, "the closing quote of this text is missing");
                break;
            }
            var next = text[position++];
            if (next == '"')
                break;
            node.HasHole |= next == Hole;
            if (next != '\\')
            {
                content.Append(next);
            }
            else if (!ReadEscape(content))
            {
                node.IsBroken = true;
                Problem(JsonProblemKind.Syntax, position - 1, position, "JSON has no such escape: write \\\\ for a backslash");
            }
        }
        node.Text = content.ToString();
        node.End = position;
        return node;
    }

    private JsonNode ReadLiteral()
    {
        var start = position;
        while (!IsAtEnd && IsLiteral(text[position]))
            position++;
        var node = new JsonNode(JsonKind.Literal, start) { End = position, Text = text.Substring(start, position - start) };
        if (node.Text is not ("true" or "false" or "null") && !(double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && node.Text[node.Text.Length - 1] != '.'))
        {
            node.IsBroken = true;
            Problem(JsonProblemKind.Syntax, start, position, "this text needs quotes");
        }
        return node;
    }

    private bool ReadEscape(StringBuilder content)
    {
        if (IsAtEnd)
            return false;
        var escape = text[position];
        var plain = "\"\\/bfnrt".IndexOf(escape);
        if (plain >= 0)
        {
            content.Append("\"\\/\b\f\n\r\t"[plain]);
            position++;
            return true;
        }
        if (escape != 'u' || position + 5 > text.Length
            || !ushort.TryParse(text.Substring(position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            return false;
        content.Append((char)unit);
        position += 5;
        return true;
    }

    // ${name}, {{name}} and <name> where a value stands: what a template engine fills in.
    private bool SkipPlaceholder()
    {
        var (open, close) = text[position] switch { '$' => ("${", "}"), '{' => ("{{", "}}"), _ => ("<", ">") };
        if (!IsAt(open))
            return false;
        var end = text.IndexOf(close, position, Math.Min(MaxPlaceholder, text.Length - position), StringComparison.Ordinal);
        if (end < 0 || text.IndexOfAny(['"', '\n'], position, end - position) >= 0)
            return false;
        position = end + close.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (!IsAtEnd)
        {
            if (text[position] is ' ' or '\t' or '\r' or '\n' or '\uFEFF')
                position++;
            else if (text[position] != '/')
                return;
            else if (IsAt("//"))
                SkipComment("\n");
            else if (IsAt("/*"))
                SkipComment("*/");
            else
                return;
        }
    }

    private bool IsAt(string mark) => string.CompareOrdinal(text, position, mark, 0, mark.Length) == 0;

    private void SkipComment(string mark)
    {
        var start = position;
        // Behind the two characters that begin a comment: "/*/" is not one.
        var end = text.IndexOf(mark, position + 2, StringComparison.Ordinal);
        position = end < 0 ? text.Length : end + mark.Length;
        Problem(JsonProblemKind.Comment, start, mark == "\n" && end >= 0 ? end : position, "JSON has no comments");
    }

    // The first thing that is no JSON tells what is wrong; the others follow from it.
    private void Problem(JsonProblemKind kind, int start, int end, string message)
    {
        var isSyntax = kind is JsonProblemKind.Syntax or JsonProblemKind.Unfinished;
        if (problems.Count < MaxProblems && !(isSyntax && hasSyntaxProblem))
            problems.Add(new JsonProblem(kind, start, Math.Min(end, text.Length), message));
        // Nothing is read behind what is too deep: that a bracket is missing there would be untrue.
        hasSyntaxProblem |= isSyntax || kind == JsonProblemKind.TooDeep;
    }

    private static bool IsLiteral(char one) => one is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '+' or '-' or '.' or '_';
}
