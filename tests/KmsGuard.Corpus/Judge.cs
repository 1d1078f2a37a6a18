using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Corpus;

internal enum Verdict
{
    /// <summary>A label of the rule's kind is there.</summary>
    True,

    /// <summary>A label says that nothing is wrong there.</summary>
    False,

    /// <summary>No label says anything.</summary>
    Unlabelled,
}

/// <summary>A finding and what the labels say of it.</summary>
internal sealed record Finding(string File, int Line, string Rule, DiagnosticSeverity Severity, string Message, Verdict Verdict, Label? Label);

/// <summary>Compares findings with labels.</summary>
internal sealed class Judge(IReadOnlyList<Label> labels)
{
    /// <summary>Lines between a label and a finding that may still be the same thing: a call and its request.</summary>
    private const int Near = 2;

    internal IReadOnlyList<Label> Labels => labels;

    internal Finding Of(string file, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        var (first, last) = (span.StartLinePosition.Line + 1, span.EndLinePosition.Line + 1);
        var meant = labels
            .Where(label => label.File == file && label.Kind.Means(diagnostic.Id) && Reaches(label, diagnostic.Location, first, last))
            .OrderBy(label => Distance(label.Line, first, last))
            .ToArray();
        // A mistake that is labelled outweighs a right place nearby: one statement may hold both.
        var label = Array.Find(meant, static label => label.Kind.IsMistake) ?? meant.FirstOrDefault();
        var verdict = label switch { null => Verdict.Unlabelled, { Kind.IsMistake: true } => Verdict.True, _ => Verdict.False };
        return new Finding(file, first, diagnostic.Id, diagnostic.Severity, diagnostic.GetMessage(null), verdict, label);
    }

    private static bool Reaches(Label label, Location location, int first, int last)
    {
        if (Distance(label.Line, first, last) <= Near)
            return true;
        var node = location.SourceTree!.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true);
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (label.Kind.Reach == Reach.Member)
            return member is not null && Holds(member, label.Line);
        var statement = node.FirstAncestorOrSelf<StatementSyntax>();
        return statement is not null && (Holds(statement, label.Line) || DeclarationsFor(statement, member).Any(one => Holds(one, label.Line)));
    }

    /// <summary>Where the locals of a statement are declared: a label may be at the request, and the finding at the call that sends it.</summary>
    private static IEnumerable<SyntaxNode> DeclarationsFor(StatementSyntax statement, MemberDeclarationSyntax? member)
    {
        var names = statement.DescendantNodes().OfType<IdentifierNameSyntax>().Select(static name => name.Identifier.ValueText).ToHashSet();
        return member is null ? [] : member.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .Where(local => names.Contains(local.Identifier.ValueText) && local.SpanStart < statement.SpanStart && local.Parent?.Parent is StatementSyntax)
            .Select(static local => local.Parent!.Parent!);
    }

    private static bool Holds(SyntaxNode node, int line)
    {
        var lines = node.GetLocation().GetLineSpan();
        return line > lines.StartLinePosition.Line && line <= lines.EndLinePosition.Line + 1;
    }

    private static int Distance(int line, int first, int last) => line < first ? first - line : line > last ? line - last : 0;
}
