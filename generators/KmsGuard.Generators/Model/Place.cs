using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators.Model;

/// <summary>A place in the source, without the source.</summary>
/// <param name="Path">The file.</param>
/// <param name="Span">Where in it.</param>
/// <param name="Lines">The same as lines and columns.</param>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    internal static Place Of(Location location)
    {
        var lines = location.GetLineSpan();
        return new Place(lines.Path ?? "", location.SourceSpan, lines.Span);
    }
}
