using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG2011: lets the grantee retire the grant when its task is done, where the request names the grantee by something that can be named twice.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GrantFix))]
public sealed class GrantFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public GrantFix()
        : base("KMSG2011")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count != 1 || source.Node<BaseObjectCreationExpressionSyntax>(diagnostic.AdditionalLocations[0]) is not { Initializer: { } request })
            return null;
        var grantee = request.Expressions.OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(static member => member.Left is IdentifierNameSyntax { Identifier.ValueText: "GranteePrincipal" })?.Right;
        return grantee is not null && CanBeRepeated(grantee)
            && RequestProperty.Set(source, diagnostic, _ => grantee.WithoutTrivia()) is { } changes
                ? new FixPlan($"Let the grantee retire the grant: RetiringPrincipal = {grantee.WithoutTrivia()}", changes) : null;
    }

    private static bool CanBeRepeated(ExpressionSyntax value) => value is IdentifierNameSyntax or ThisExpressionSyntax or LiteralExpressionSyntax
        || value is MemberAccessExpressionSyntax access && CanBeRepeated(access.Expression);
}
