using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.ModelCodeFixes;

/// <summary>KMSG5001: opens a property just as far as generated code needs it: public, with accessors that the assembly reaches.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReachableFix))]
public sealed class ReachableFix : CodeFixProvider
{
    private static readonly SyntaxKind[] AccessKinds = [SyntaxKind.PublicKeyword, SyntaxKind.InternalKeyword, SyntaxKind.ProtectedKeyword, SyntaxKind.PrivateKeyword];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("KMSG5001");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindToken(context.Span.Start).Parent is not PropertyDeclarationSyntax property || property.Identifier.Span != context.Span || Open(property) is not { } opened)
            return;
        context.RegisterCodeFix(
            CodeAction.Create(
                $"Let generated code reach '{property.Identifier.ValueText}'",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(property, opened))),
                equivalenceKey: nameof(ReachableFix)),
            context.Diagnostics);
    }

    /// <summary>Null where that is not a matter of a modifier or an accessor: another person must decide.</summary>
    private static PropertyDeclarationSyntax? Open(PropertyDeclarationSyntax property)
    {
        // The accessibility of an override is its base's, and an explicit implementation has none.
        var isPublic = property.Modifiers.Any(SyntaxKind.PublicKeyword);
        if (property.ExplicitInterfaceSpecifier is not null || property.AccessorList is not { Accessors: var accessors } || (!isPublic && property.Modifiers.Any(SyntaxKind.OverrideKeyword)))
            return null;
        var getter = accessors.FirstOrDefault(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        if (getter is null)
            return null;

        var opened = new SyntaxList<AccessorDeclarationSyntax>(accessors.Select(Reachable));
        if (accessors.Count == 1)
        {
            // With a body it computes its value: there is nothing to set.
            if (getter.Body is not null || getter.ExpressionBody is not null)
                return null;
            opened = opened.Add(SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
                .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
                .WithTrailingTrivia(getter.GetTrailingTrivia()));
            opened = opened.Replace(opened[0], opened[0].WithTrailingTrivia(SyntaxFactory.Space));
        }
        var changed = property.WithAccessorList(property.AccessorList.WithAccessors(opened));
        return isPublic ? changed : MakePublic(changed);
    }

    private static AccessorDeclarationSyntax Reachable(AccessorDeclarationSyntax accessor)
    {
        if (!accessor.Modifiers.Any(modifier => AccessKinds.Contains(modifier.Kind())))
            return accessor;
        var kept = accessor.Modifiers.Where(modifier => !AccessKinds.Contains(modifier.Kind()));
        var reachable = SyntaxFactory.Token(SyntaxKind.InternalKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return accessor.WithModifiers(SyntaxFactory.TokenList(kept.Prepend(reachable))).WithLeadingTrivia(accessor.GetLeadingTrivia());
    }

    private static PropertyDeclarationSyntax MakePublic(PropertyDeclarationSyntax property)
    {
        var kept = property.Modifiers.Where(modifier => !AccessKinds.Contains(modifier.Kind())).ToArray();
        var first = property.Modifiers.Count > 0 ? property.Modifiers[0] : property.Type.GetFirstToken();
        var bare = property.Modifiers.Count > 0 ? property : property.WithType(property.Type.WithLeadingTrivia());
        return bare.WithModifiers(SyntaxFactory.TokenList(kept.Prepend(SyntaxFactory.Token(first.LeadingTrivia, SyntaxKind.PublicKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)))));
    }
}
