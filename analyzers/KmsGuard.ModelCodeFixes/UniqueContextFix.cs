using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.ModelCodeFixes;

/// <summary>KMSG5007: makes the pair part of the record's identity.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UniqueContextFix))]
public sealed class UniqueContextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("KMSG5007");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        // At a model that inherits the pair there is no attribute.
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute || attribute.Span != context.Span)
            return;
        context.RegisterCodeFix(
            CodeAction.Create(
                "Make it [RecordIdentity] (records that are stored must be encrypted anew)",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(attribute.Name, Annotation.Name("RecordIdentity").WithTriviaFrom(attribute.Name)))),
                nameof(UniqueContextFix)),
            context.Diagnostics);
    }
}
