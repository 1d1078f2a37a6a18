using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG3006: the statement requires MFA.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MfaConditionFix))]
public sealed class MfaConditionFix : PolicyTextFix
{
    private const string Condition = """
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } }
        """;

    /// <summary>Creates the fix.</summary>
    public MfaConditionFix()
        : base("KMSG3006")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        // The statement's last bracket; a statement that has conditions has none here.
        if (diagnostic.AdditionalLocations is not [{ SourceSpan: { Length: > 0 } end }] || PolicyValue.At(source, diagnostic.Location) is not { IsLiteral: false } value
            || !value.Text.Span.Contains(end))
            return null;
        var token = source.Root.FindToken(end.Start);
        var written = token.Text.Substring(0, end.Start - token.SpanStart);
        var space = written.Substring(written.TrimEnd().Length);
        var condition = Condition.Replace("\"", value.Quote);
        // In an interpolated string that is not raw, a bracket is written twice.
        if (value.Text is InterpolatedStringExpressionSyntax { StringStartToken.Text: var start } && !start.EndsWith("\"\"\"", StringComparison.Ordinal))
            condition = condition.Replace("{", "{{").Replace("}", "}}");
        var separator = space.Contains('\n') ? "," + LineBreak(source, end.Start - space.Length) : ", ";
        return new PolicyTextPlan(
            "Require MFA for what the statement allows (roles without a second factor are refused)", value.Text, new TextSpan(end.Start - space.Length, 0), separator + condition);
    }

    // Under the member that was the last one.
    private static string LineBreak(FixSource source, int position)
    {
        var text = source.Root.SyntaxTree.GetText(source.Cancel);
        var line = text.Lines.GetLineFromPosition(position);
        var written = line.ToString();
        return text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + written.Substring(0, written.Length - written.TrimStart().Length);
    }
}
