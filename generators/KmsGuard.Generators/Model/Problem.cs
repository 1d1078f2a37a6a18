using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Generators.Model;

/// <summary>A misuse that stops the generation of a model.</summary>
/// <param name="Message">The member, what is wrong and what to do.</param>
/// <param name="Rule">The id of the rule that says it; null for an <c>#error</c> line.</param>
/// <param name="Path">The file in which it is written; empty without a rule.</param>
/// <param name="Span">Where in it.</param>
/// <param name="Lines">The same as lines and columns.</param>
internal sealed record Problem(string Message, string? Rule, string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>A place only where it is used: every line above it that is edited moves it.</summary>
    internal static Problem Of(FoundProblem found)
    {
        var lines = found.Location.GetLineSpan();
        return new Problem(found.Message, found.Misuse.Rule, lines.Path ?? "", found.Location.SourceSpan, lines.Span);
    }

    /// <summary>What two models do together: models without a problem know no place, so that an edit above one does not write it again.</summary>
    internal static Problem WithoutPlace(string message) => new(message, null, "", default, default);
}
