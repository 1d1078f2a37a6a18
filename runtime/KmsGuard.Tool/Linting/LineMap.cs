namespace KmsGuard.Tool.Linting;

/// <summary>Lines and columns of a text, which count from 1; columns in UTF-16 units, as SARIF's default.</summary>
internal sealed class LineMap
{
    private readonly List<int> _starts = [0];

    internal LineMap(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                _starts.Add(i + 1);
        }
    }

    internal (int Line, int Column) Find(int position)
    {
        var index = _starts.BinarySearch(position);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, position - _starts[line] + 1);
    }
}
