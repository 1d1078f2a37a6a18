using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG3006: the statement requires MFA.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MfaConditionFix))]
public sealed class MfaConditionFix : PolicyTextFix
{
    private const string Title = "Require MFA for what the statement allows (roles without a second factor are refused)";

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
        // The statement's last bracket or, of an object, the statement; a statement that has conditions has none here.
        if (diagnostic.AdditionalLocations is not [{ SourceSpan: { Length: > 0 } end } place])
            return null;
        var value = PolicyValue.At(source, diagnostic.Location);
        if (value is not { IsLiteral: false })
            return MfaMember.Of(source, place) is { } member ? new PolicyTextPlan(Title, member.Whole, member.Place, member.Written) : null;
        if (!value.Text.Span.Contains(end))
            return null;
        var token = source.Root.FindToken(end.Start);
        var written = token.Text.Substring(0, end.Start - token.SpanStart);
        var space = written.Substring(written.TrimEnd().Length);
        var condition = Condition.Replace("\"", value.Quote);
        // In an interpolated string that is not raw, a bracket is written twice.
        if (value.Text is InterpolatedStringExpressionSyntax { StringStartToken.Text: var start } && !start.EndsWith("\"\"\"", StringComparison.Ordinal))
            condition = condition.Replace("{", "{{").Replace("}", "}}");
        var separator = space.Contains('\n') ? "," + LineEndings.Under(source, end.Start - space.Length) : ", ";
        return new PolicyTextPlan(Title, value.Text, new TextSpan(end.Start - space.Length, 0), separator + condition);
    }
}
