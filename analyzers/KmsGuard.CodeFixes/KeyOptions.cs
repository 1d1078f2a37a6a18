using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>Moves keys to properties of options, which may be declared in other documents: one property for each key, however many places name it.</summary>
internal static class KeyOptions
{
    internal static async Task<Solution> MoveAsync(Solution solution, IReadOnlyList<KeyOption> keys, CancellationToken cancel)
    {
        var changes = new Dictionary<DocumentId, List<Action<SyntaxEditor>>>();
        foreach (var ofOptions in keys.GroupBy(static key => (key.Options.Document.Id, key.Options.Declaration.Span)))
        {
            var options = ofOptions.First().Options;
            var used = KeyParameters.Identifiers(options.Declaration);
            for (var type = options.Type; type is not null; type = type.BaseType)
                used.UnionWith(type.GetMembers().Select(static member => member.Name));
            var taken = new HashSet<string>();
            foreach (var key in ofOptions.GroupBy(static one => one.Text))
            {
                var property = key.Select(static one => one.Existing?.Name).FirstOrDefault(name => name is not null && taken.Add(name));
                if (property is null)
                {
                    property = KeyParameters.Unused(key.First().Name, used);
                    var added = property;
                    Add(changes, options.Document, editor => editor.ReplaceNode(options.Declaration, (current, _) => options.WithProperty((TypeDeclarationSyntax)current, added)));
                }
                foreach (var one in key.GroupBy(static one => one.Place).Select(static same => same.First()))
                    Add(changes, one.Document, editor => editor.ReplaceNode(one.Place, one.Replacement(property)));
            }
        }
        var changed = solution;
        foreach (var change in changes)
        {
            if (solution.GetDocument(change.Key) is not { } document || await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false) is not { } root)
                continue;
            var editor = new SyntaxEditor(root, solution.Services);
            change.Value.ForEach(one => one(editor));
            var finished = await KmsGuardFix.FinishAsync(document, editor.GetChangedRoot(), cancel).ConfigureAwait(false);
            changed = changed.WithDocumentText(change.Key, await finished.GetTextAsync(cancel).ConfigureAwait(false));
        }
        return changed;
    }

    private static void Add(Dictionary<DocumentId, List<Action<SyntaxEditor>>> changes, Document document, Action<SyntaxEditor> change)
    {
        if (!changes.TryGetValue(document.Id, out var list))
            changes.Add(document.Id, list = []);
        list.Add(change);
    }

    /// <summary>Moves the keys of all documents in scope at once, for they may share options.</summary>
    internal sealed class All(string key, Func<FixSource, Diagnostic, KeyOption?> plan, FixAllProvider others) : FixAllProvider
    {
        /// <inheritdoc/>
        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

        /// <inheritdoc/>
        public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => fixAllContext.CodeActionEquivalenceKey != key
            ? await others.GetFixAsync(fixAllContext).ConfigureAwait(false)
            : CodeAction.Create("Move the keys to options", async cancel =>
                await MoveAsync(fixAllContext.Solution, await PlansAsync(fixAllContext, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false), key);

        private async Task<List<KeyOption>> PlansAsync(FixAllContext context, CancellationToken cancel)
        {
            IEnumerable<Document> documents = context.Scope switch
            {
                FixAllScope.Solution => context.Solution.Projects.Where(project => project.Language == context.Project.Language).SelectMany(static project => project.Documents),
                FixAllScope.Project => context.Project.Documents,
                _ => context.Document is { } one ? [one] : [],
            };
            var plans = new List<KeyOption>();
            foreach (var document in documents)
            {
                var found = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
                if (!found.IsEmpty && await KmsGuardFix.SourceAsync(document, cancel).ConfigureAwait(false) is { } source)
                    plans.AddRange(found.OrderBy(static one => one.Location.SourceSpan.Start).Select(one => plan(source, one)).OfType<KeyOption>());
            }
            return plans;
        }
    }
}
