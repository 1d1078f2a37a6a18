using System.Globalization;
using System.Text;

namespace KmsGuard.Generators.Model.Stored;

/// <summary>Writes JSON in ASCII: without white space, or as people read it, then with the innermost objects on one line each.</summary>
internal sealed class JsonText(bool isIndented)
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;
    private bool _isOneLine;

    internal JsonText Object(Action members, bool onOneLine = false) => Container('{', members, '}', onOneLine);

    internal JsonText Array<T>(IReadOnlyCollection<T> items, Action<T> write, bool onOneLine = false) => Container(
        '[',
        () =>
        {
            foreach (var item in items)
            {
                Next();
                write(item);
            }
        },
        ']',
        onOneLine || items.Count == 0);

    internal JsonText Name(string name)
    {
        Next();
        Quote(name);
        _text.Append(isIndented ? ": " : ":");
        return this;
    }

    internal JsonText Value(string text)
    {
        Quote(text);
        return this;
    }

    internal JsonText Value(int number)
    {
        _text.Append(number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    internal JsonText Value(bool value)
    {
        _text.Append(value ? "true" : "false");
        return this;
    }

    /// <summary>Texts on one line.</summary>
    internal JsonText Texts(IReadOnlyCollection<string> texts) => Array(texts, text => Value(text), onOneLine: true);

    public override string ToString() => _text.ToString();

    private JsonText Container(char open, Action content, char close, bool onOneLine)
    {
        var wasOneLine = _isOneLine;
        _isOneLine |= onOneLine;
        _text.Append(open);
        _isFirst = true;
        _depth++;
        content();
        _depth--;
        if (isIndented && !_isFirst)
            Separate(open == '[' && _isOneLine ? "" : " ");
        _text.Append(close);
        _isFirst = false;
        _isOneLine = wasOneLine;
        return this;
    }

    private void Next()
    {
        if (!_isFirst)
            _text.Append(',');
        if (isIndented)
            Separate(_isFirst && _text[_text.Length - 1] == '[' ? "" : " ");
        _isFirst = false;
    }

    private void Separate(string withinLine)
    {
        if (_isOneLine)
            _text.Append(withinLine);
        else
            _text.Append('\n').Append(' ', 2 * _depth);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                _text.Append('\\').Append(character);
            else if (character is < ' ' or > '~')
                _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                _text.Append(character);
        }
        _text.Append('"');
    }
}
