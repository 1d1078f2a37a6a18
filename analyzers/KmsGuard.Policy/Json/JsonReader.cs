using System.Globalization;
using System.Text;

namespace KmsGuard.Policy.Json;

/// <summary>
/// Reads JSON that a person is typing or that a template will complete: it never throws, keeps what it understands and marks what it
/// does not. Comments and surplus commas are passed over. Every step consumes a character, so the time is linear.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>Stands for a part of the text that is only known at run time, inside a string or anywhere else.</summary>
    internal const char Hole = '\u0001';

    private const int MaxDepth = 64;

    private readonly string text;
    private int position;
    private int depth;

    private JsonReader(string text) => this.text = text;

    /// <summary>The first value of the text.</summary>
    internal static JsonNode Read(string text) => new JsonReader(text).ReadValue();

    private bool IsAtEnd => position >= text.Length;

    private JsonNode ReadValue()
    {
        SkipSpace();
        var start = position;
        if (IsAtEnd)
            return new JsonNode(JsonKind.Unknown, start) { IsBroken = true };
        switch (text[position])
        {
            case '{' when depth < MaxDepth:
                return ReadContainer(JsonKind.Object, '}');
            case '[' when depth < MaxDepth:
                return ReadContainer(JsonKind.Array, ']');
            case '"':
                return ReadText();
            case Hole:
                position++;
                return new JsonNode(JsonKind.Unknown, start) { End = position, HasHole = true };
            case var other when IsLiteral(other):
                while (!IsAtEnd && IsLiteral(text[position]))
                    position++;
                return new JsonNode(JsonKind.Literal, start) { End = position, Text = text.Substring(start, position - start) };
            // The end of what holds the value, which is missing.
            case ',' or '}' or ']':
                return new JsonNode(JsonKind.Unknown, start) { IsBroken = true };
            default:
                position++;
                return new JsonNode(JsonKind.Unknown, start) { End = position, IsBroken = true };
        }
    }

    private JsonNode ReadContainer(JsonKind kind, char end)
    {
        var node = new JsonNode(kind, position++);
        depth++;
        while (true)
        {
            SkipSpace();
            // The other bracket ends what holds this one.
            if (IsAtEnd || text[position] is '}' or ']')
            {
                if (!IsAtEnd && text[position] == end)
                    position++;
                else
                    node.IsBroken = true;
                break;
            }
            if (text[position] == ',')
                position++;
            else if (kind == JsonKind.Array)
                ReadItem(node);
            else
                ReadMember(node);
        }
        depth--;
        node.End = position;
        return node;
    }

    private void ReadItem(JsonNode array)
    {
        var item = ReadValue();
        array.Add(item);
        array.HasHole |= item.Kind == JsonKind.Unknown && item.HasHole;
        array.IsBroken |= item.IsBroken;
    }

    private void ReadMember(JsonNode owner)
    {
        var name = ReadValue();
        SkipSpace();
        if (name.Kind == JsonKind.Text && !IsAtEnd && text[position] == ':')
        {
            position++;
            var value = ReadValue();
            owner.Add(name, value);
            owner.IsBroken |= name.IsBroken || value.IsBroken;
        }
        else if (name.Kind == JsonKind.Unknown && name.HasHole)
        {
            owner.HasHole = true;
        }
        else
        {
            owner.IsBroken = true;
        }
    }

    private JsonNode ReadText()
    {
        var node = new JsonNode(JsonKind.Text, position++);
        var content = new StringBuilder();
        while (true)
        {
            // A line ends before its string does: somebody is typing.
            if (IsAtEnd || text[position] is '\n' or '\r')
            {
                node.IsBroken = true;
                break;
            }
            var next = text[position++];
            if (next == '"')
                break;
            node.HasHole |= next == Hole;
            if (next != '\\')
                content.Append(next);
            else if (!ReadEscape(content))
                node.IsBroken = true;
        }
        node.Text = content.ToString();
        node.End = position;
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

    private void SkipSpace()
    {
        while (!IsAtEnd)
        {
            if (text[position] is ' ' or '\t' or '\r' or '\n' or '\uFEFF')
                position++;
            else if (IsAt("//"))
                SkipTo("\n");
            else if (IsAt("/*"))
                SkipTo("*/");
            else
                return;
        }
    }

    private bool IsAt(string mark) => string.CompareOrdinal(text, position, mark, 0, mark.Length) == 0;

    private void SkipTo(string mark)
    {
        // Behind the two characters that begin a comment: "/*/" is not one.
        var end = text.IndexOf(mark, position + 2, StringComparison.Ordinal);
        position = end < 0 ? text.Length : end + mark.Length;
    }

    private static bool IsLiteral(char one) => one is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '+' or '-' or '.' or '_';
}
