using System.Collections.Immutable;
using KmsGuard.ModelAnalyzers.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelCodeFixes;

/// <summary>KMSG5008 and KMSG5058: makes stored data readable again, or writes into KmsGuard.Unshipped.json what the model is now.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SchemaFix))]
public sealed class SchemaFix : CodeFixProvider
{
    /// <summary>The equivalence keys of the ways.</summary>
    internal const string Record = nameof(Record);

    internal const string RecordRemoval = nameof(RecordRemoval);

    internal const string KeepReadable = nameof(KeepReadable);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("KMSG5008", "KMSG5058");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new SchemaFixAll();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        foreach (var diagnostic in context.Diagnostics.Where(static diagnostic => diagnostic.Properties.ContainsKey(SchemaFacts.Model)))
        {
            if (Attribute(diagnostic) is { } attribute && diagnostic.AdditionalLocations is { Count: > 0 } places && places[0] is { SourceTree: { } tree } place && project.GetDocument(tree) is { } document)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Add [{attribute.Name}(\"{attribute.Argument}\")]: what is stored stays readable", cancellation => AnnotateAsync(document, place.SourceSpan.Start, attribute.Name, attribute.Argument, cancellation), KeepReadable),
                    diagnostic);
            }
            var (title, key) = diagnostic.Id == "KMSG5058"
                ? ($"Record the model in {SchemaFile.Unshipped}", Record)
                : ($"Say in {SchemaFile.Unshipped} that nothing is stored any more {(Removal(diagnostic)?.Field is { } field ? $"as '{field}'" : "of what was shipped")}", RecordRemoval);
            context.RegisterCodeFix(CodeAction.Create(title, cancellation => WriteAsync(project, [diagnostic], cancellation), key), diagnostic);
        }
        return Task.CompletedTask;
    }

    /// <summary>The solution with what findings of one project say of their models in its file.</summary>
    internal static async Task<Solution> WriteAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var unshipped = Find(project, SchemaFile.Unshipped);
        var file = await ReadAsync(unshipped, cancellationToken).ConfigureAwait(false);
        // The file says all or nothing of the next release.
        if (file.Models.Count == 0)
            file = new SchemaFile((await ReadAsync(Find(project, SchemaFile.Shipped), cancellationToken).ConfigureAwait(false)).Models, file.Removed, file.Problems);
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(SchemaFacts.Model, out var text) && text is not null && SchemaReader.Read(text).Models is { Count: 1 } models)
                file = Without(file, Removal(diagnostic)).With(models[0].Model, Removal(diagnostic));
        }

        var written = SourceText.From(file.Write(), System.Text.Encoding.UTF8);
        if (unshipped is not null)
            return project.Solution.WithAdditionalDocumentText(unshipped.Id, written);
        var shipped = Find(project, SchemaFile.Shipped)?.FilePath;
        var path = shipped is null ? null : shipped.Substring(0, shipped.Length - SchemaFile.Shipped.Length) + SchemaFile.Unshipped;
        return project.Solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), SchemaFile.Unshipped, written, filePath: path);
    }

    /// <summary>What was shipped under a purpose that no model has is no longer what the next release stores.</summary>
    private static SchemaFile Without(SchemaFile file, SchemaRemoval? removal) =>
        removal is { Field: null } ? new SchemaFile([.. file.Models.Where(entry => entry.Model.Purpose != removal.Purpose)], file.Removed, file.Problems) : file;

    private static SchemaRemoval? Removal(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(SchemaFacts.RemovedPurpose, out var purpose) && purpose is not null
            ? new SchemaRemoval(purpose, diagnostic.Properties[SchemaFacts.RemovedField])
            : null;

    private static (string Name, string Argument)? Attribute(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(SchemaFacts.FormerName, out var name) && name is not null ? ("FormerName", name)
        : diagnostic.Properties.TryGetValue(SchemaFacts.FormerPurpose, out var purpose) && purpose is not null ? ("FormerPurpose", purpose)
        : null;

    private static async Task<Document> AnnotateAsync(Document document, int position, string attribute, string argument, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        var declared = root.FindToken(position).Parent!;
        return document.WithSyntaxRoot(root.ReplaceNode(declared, Annotation.Add(declared, attribute, argument)));
    }

    private static TextDocument? Find(Project project, string name) =>
        project.AdditionalDocuments.FirstOrDefault(document => document.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<SchemaFile> ReadAsync(TextDocument? document, CancellationToken cancellationToken) =>
        document is not null && (await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString() is var text && text.Trim().Length > 0 ? SchemaReader.Read(text) : SchemaFile.Empty;
}
