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
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(
        async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await SourceAsync(context.Document, context.CancellationToken).ConfigureAwait(false) is not { } source)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var plan in Plans(source, diagnostic))
            {
                var key = KeyOf(plan.Choice);
                context.RegisterCodeFix(
                    plan.InSolution is { } change
                        ? CodeAction.Create(plan.Title, cancel => change(context.Document.Project.Solution, cancel), key)
                        : CodeAction.Create(plan.Title, cancel => FixAsync(context.Document, ImmutableArray.Create(diagnostic), key, cancel), key),
                    diagnostic);
            }
        }
    }

    /// <summary>What would be done about a finding, or null where nothing right can be written.</summary>
    private protected abstract FixPlan? Plan(FixSource source, Diagnostic diagnostic);

    /// <summary>What the user may choose from about a finding, the best first; none where nothing right can be written.</summary>
    private protected virtual IEnumerable<FixPlan> Plans(FixSource source, Diagnostic diagnostic) =>
        Plan(source, diagnostic) is { } plan ? [plan] : [];

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

    // "Fix all" does to every finding what was chosen for one.
    private protected string KeyOf(string choice) => GetType().Name + choice;

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancel)
    {
        if (await SourceAsync(document, cancel).ConfigureAwait(false) is not { } source)
            return document;
        var editor = new SyntaxEditor(source.Root, document.Project.Solution.Services);
        Apply(source, editor, [.. diagnostics.OrderBy(static found => found.Location.SourceSpan.Start).SelectMany(found => Plans(source, found).Where(plan => KeyOf(plan.Choice) == key))]);
        return await FinishAsync(document, editor.GetChangedRoot(), cancel).ConfigureAwait(false);
    }

    /// <summary>A document with what was changed in it, as it would have been written.</summary>
    internal static async Task<Document> FinishAsync(Document document, SyntaxNode root, CancellationToken cancel)
    {
        var changed = document.WithSyntaxRoot(root);
        changed = await ImportAdder.AddImportsAsync(changed, Imports, cancellationToken: cancel).ConfigureAwait(false);
        return await LineEndings.KeepAsync(await document.GetTextAsync(cancel).ConfigureAwait(false), changed, cancel).ConfigureAwait(false);
    }

    internal static async Task<FixSource?> SourceAsync(Document document, CancellationToken cancel) =>
        await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false) is { } root
        && await document.GetSemanticModelAsync(cancel).ConfigureAwait(false) is { } model
            ? new FixSource(document, root, model, cancel) : null;
}
