using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG3018: a principal keeps its hyphens.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PrincipalHyphensFix))]
public sealed class PrincipalHyphensFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public PrincipalHyphensFix()
        : base("KMSG3018")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations is not [var place] || source.Node<BaseObjectCreationExpressionSyntax>(place) is not { ArgumentList: { Arguments: { Count: > 0 } old } list } creation
            || old.Any(static one => one.NameColon is not null))
            return null;
        var id = old[old.Count == 1 ? 0 : 1].WithoutTrivia();
        var provider = old.Count == 1 ? SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal("AWS"))) : old[0];
        var arguments = new[] { provider, Spaced(id), Spaced(SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression))) };
        return new FixPlan("Keep the hyphens: pass false for stripHyphen", new Dictionary<string, Action<SyntaxEditor>>
        {
            [creation.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture)] =
                editor => editor.ReplaceNode(list, list.WithArguments(SyntaxFactory.SeparatedList(arguments))),
        });
    }

    private static ArgumentSyntax Spaced(ArgumentSyntax argument) => argument.WithLeadingTrivia(SyntaxFactory.Space);
}
