using KmsGuard.ModelAnalyzers.Rules;
using KmsGuard.ModelCodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.ModelAnalyzers.Tests.Verification;

/// <summary>A project with schema files, as an IDE has it.</summary>
internal static class SchemaProject
{
    internal const string Shipped = "KmsGuard.Shipped.json";
    internal const string Unshipped = "KmsGuard.Unshipped.json";

    /// <summary>The equivalence keys of the fix's ways.</summary>
    internal const string Record = nameof(Record);

    internal const string RecordRemoval = nameof(RecordRemoval);

    internal const string KeepReadable = nameof(KeepReadable);

    private const string Usings = "using System; using KmsGuard;\n";

    /// <summary>Sources, and the files that are not null.</summary>
    internal static Project Create(string[] sources, string? shipped, string? unshipped = null)
    {
        var solution = VerifyFix.Solution([.. sources.Select(static source => Usings + source)]);
        if (shipped is not null)
            solution = solution.With(Shipped, shipped);
        if (unshipped is not null)
            solution = solution.With(Unshipped, unshipped);
        return solution.Projects.Single();
    }

    /// <summary>The findings in the order of their places; the sources may be what no compiler takes.</summary>
    internal static async Task<Diagnostic[]> FindingsAsync(Project project)
    {
        var compilation = Verify.Generate((await project.GetCompilationAsync())!, out _);
        return [.. (await Verify.Diagnostics(compilation, [new StoredSchema()], project.AnalyzerOptions))
            .OrderBy(static found => found.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(static found => found.Location.SourceSpan.Start)
            .ThenBy(static found => found.GetMessage(null), StringComparer.Ordinal)];
    }

    /// <summary>The project after the fix of that key for a finding.</summary>
    internal static async Task<Project> FixAsync(Project project, Diagnostic finding, string key)
    {
        var document = project.GetDocument(finding.Location.SourceTree!) ?? throw new InvalidOperationException("The finding is in no document.");
        var action = (await VerifyFix.Actions(document, new SchemaFix(), finding)).Single(action => action.EquivalenceKey == key);
        return (await VerifyFix.Apply(action)).Projects.Single();
    }

    /// <summary>The project after all fixes of that key.</summary>
    internal static async Task<Project> FixAllAsync(Project project, string key, FixAllScope scope)
    {
        var fix = new SchemaFix();
        var action = await fix.GetFixAllProvider().GetFixAsync(new FixAllContext(project.Documents.OrderBy(static document => document.Name).First(), fix, scope, key, fix.FixableDiagnosticIds, new AllFindings(), CancellationToken.None));
        return (await VerifyFix.Apply(action!)).Projects.Single();
    }

    internal static async Task<string?> TextAsync(Project project, string name) =>
        project.AdditionalDocuments.SingleOrDefault(document => document.Name == name) is { } document ? (await document.GetTextAsync()).ToString() : null;

    /// <summary>What the files say of sources: as if they had just been shipped.</summary>
    internal static async Task<string> RecordAsync(params string[] sources)
    {
        var recorded = await FixAllAsync(Create(sources, ""), Record, FixAllScope.Project);
        Assert.Empty(await FindingsAsync(recorded));
        return (await TextAsync(recorded, Unshipped))!;
    }

    private sealed class AllFindings : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await FindingsAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await FindingsAsync(document.Project)).Where(found => found.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
