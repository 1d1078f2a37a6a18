using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>New lines end as those of the file do, wherever the fix runs.</summary>
internal static class LineEndings
{
    /// <summary>The changed document, with the line endings that the original has throughout; as it is where that has both.</summary>
    internal static async Task<Document> KeepAsync(SourceText original, Document changed, CancellationToken cancel)
    {
        if (Only(original) is not { } ending)
            return changed;
        // The last steps of every fix: what they write has an ending, too.
        changed = await Simplifier.ReduceAsync(changed, Simplifier.Annotation, cancellationToken: cancel).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancel).ConfigureAwait(false);
        changed = await Formatter.FormatAsync(changed, SyntaxAnnotation.ElasticAnnotation, cancellationToken: cancel).ConfigureAwait(false);
        var text = await changed.GetTextAsync(cancel).ConfigureAwait(false);
        var other = text.Lines.Select(line => TextSpan.FromBounds(line.End, line.EndIncludingLineBreak))
            .Where(end => end.Length > 0 && text.ToString(end) != ending).Select(end => new TextChange(end, ending)).ToArray();
        return other.Length == 0 ? changed : changed.WithText(text.WithChanges(other));
    }

    /// <summary>A line break, and the space that the line of a position begins with: what is written behind it stands under that line.</summary>
    internal static string Under(FixSource source, int position)
    {
        var text = source.Root.SyntaxTree.GetText(source.Cancel);
        var line = text.Lines.GetLineFromPosition(position);
        var written = line.ToString();
        return text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + written.Substring(0, written.Length - written.TrimStart().Length);
    }

    private static string? Only(SourceText text)
    {
        var endings = text.Lines.Select(line => text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)))
            .Where(static end => end.Length > 0).Distinct().Take(2).ToArray();
        return endings.Length == 1 ? endings[0] : null;
    }
}
