using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG2008: leaves the longest time that KMS allows, where the number of days is written in the call's request.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyDeletionFix))]
public sealed class KeyDeletionFix : KmsGuardFix
{
    private const string Days = "30";

    /// <summary>Creates the fix.</summary>
    public KeyDeletionFix()
        : base("KMSG2008")
    {
    }

    // A name may be used elsewhere, and the number behind it is not this call's alone.
    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic) =>
        source.Node<ExpressionSyntax>(diagnostic.Location) is LiteralExpressionSyntax
        && RequestProperty.Set(source, diagnostic, static _ => SyntaxFactory.ParseExpression(Days)) is { } changes
            ? new FixPlan($"Leave {Days} days", changes) : null;
}
