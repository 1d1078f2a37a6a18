using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>
/// The base of all fixes. A fix plans each finding on the unchanged document; what cannot be written right is not planned, and
/// not offered. "Fix all" carries out the plans of a document together.
/// </summary>
/// <remarks>No <c>[Shared]</c>: it would tie the assembly to one version of System.Composition, and IDEs have different ones.</remarks>
public abstract class KmsGuardFix : CodeFixProvider
{
    private static readonly SyntaxAnnotation Imports = new();

    private protected KmsGuardFix(params string[] ids) => FixableDiagnosticIds = ImmutableArray.Create(ids);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await SourceAsync(context.Document, context.CancellationToken).ConfigureAwait(false) is not { } source)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (Plan(source, diagnostic) is { } plan)
                context.RegisterCodeFix(
                    CodeAction.Create(plan.Title, cancel => FixAsync(context.Document, ImmutableArray.Create(diagnostic), cancel), GetType().Name),
                    diagnostic);
        }
    }

    /// <summary>What would be done about a finding, or null where nothing right can be written.</summary>
    private protected abstract FixPlan? Plan(FixSource source, Diagnostic diagnostic);

    /// <summary>Carries out the plans for one document.</summary>
    private protected virtual void Apply(FixSource source, SyntaxEditor editor, FixPlan[] plans)
    {
        var done = new HashSet<string>();
        foreach (var change in plans.SelectMany(static plan => plan.Changes).Where(change => done.Add(change.Key)))
            change.Value(editor);
    }

    /// <summary>Marks new code whose types are written in full: they get their <c>using</c> and their short names.</summary>
    internal static TNode WithImports<TNode>(TNode node)
        where TNode : SyntaxNode => node.WithAdditionalAnnotations(Imports);

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancel)
    {
        if (await SourceAsync(document, cancel).ConfigureAwait(false) is not { } source)
            return document;
        var editor = new SyntaxEditor(source.Root, document.Project.Solution.Services);
        Apply(source, editor, [.. diagnostics.OrderBy(static found => found.Location.SourceSpan.Start).Select(found => Plan(source, found)).OfType<FixPlan>()]);
        var changed = document.WithSyntaxRoot(editor.GetChangedRoot());
        changed = await ImportAdder.AddImportsAsync(changed, Imports, cancellationToken: cancel).ConfigureAwait(false);
        return await LineEndings.KeepAsync(await document.GetTextAsync(cancel).ConfigureAwait(false), changed, cancel).ConfigureAwait(false);
    }

    private static async Task<FixSource?> SourceAsync(Document document, CancellationToken cancel) =>
        await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false) is { } root
        && await document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is { } model
            ? new FixSource(root, model, cancel) : null;
}
