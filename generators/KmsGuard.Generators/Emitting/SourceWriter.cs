using System.Text;

namespace KmsGuard.Generators.Emitting;

/// <summary>Writes indented lines that end in a line feed on every machine.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    internal SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
        return this;
    }

    internal void Open(string line)
    {
        Line(line);
        Open();
    }

    internal void Open()
    {
        Line("{");
        _depth++;
    }

    internal void Close(string after = "")
    {
        _depth--;
        Line("}" + after);
    }

    /// <summary>Deeper lines that no brace surrounds.</summary>
    internal void Indented(Action write)
    {
        _depth++;
        write();
        _depth--;
    }

    public override string ToString() => _text.ToString();
}
