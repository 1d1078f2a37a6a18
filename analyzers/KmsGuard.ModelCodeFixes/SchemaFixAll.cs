using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace KmsGuard.ModelCodeFixes;

/// <summary>Writes all findings of a project into its one file, where merging the texts of single fixes would lose all but one; attributes are added as by any fix.</summary>
internal sealed class SchemaFixAll : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        if (context.CodeActionEquivalenceKey == SchemaFix.KeepReadable)
            return await WellKnownFixAllProviders.BatchFixer.GetFixAsync(context).ConfigureAwait(false);
        var id = context.CodeActionEquivalenceKey == SchemaFix.Record ? "KMSG5058" : "KMSG5008";
        var found = new List<(ProjectId Project, Diagnostic[] Diagnostics)>();
        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            var diagnostics = context is { Scope: FixAllScope.Document, Document: { } document }
                ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            found.Add((project.Id, [.. diagnostics.Where(diagnostic => diagnostic.Id == id)]));
        }
        return CodeAction.Create(
            "Record all models",
            async cancellation =>
            {
                var solution = context.Solution;
                foreach (var (project, diagnostics) in found.Where(static one => one.Diagnostics.Length > 0))
                    solution = await SchemaFix.WriteAsync(solution.GetProject(project)!, diagnostics, cancellation).ConfigureAwait(false);
                return solution;
            },
            context.CodeActionEquivalenceKey);
    }
}
