using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.ModelAnalyzers.Tests.Verification;

/// <summary>Applies a fix as an IDE does. What was fixed compiles with what the generator then writes, and the rule that the fix answers is silent.</summary>
internal static class VerifyFix
{
    // In each file, so that what a fix writes is as short as a person would write it.
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing KmsGuard;\n";

    // Compiled, so that all that are made of it have their references bound.
    private static readonly Lazy<Solution> Base = new(static () =>
    {
        var solution = new AdhocWorkspace().CurrentSolution.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Application", "Application", LanguageNames.CSharp,
            compilationOptions: Verify.Options, parseOptions: Verify.ParseOptions, metadataReferences: Verify.References));
        solution.Projects.Single().GetCompilationAsync().GetAwaiter().GetResult()!.GetTypeByMetadataName("System.Object");
        return solution;
    });

    /// <summary>The fix of the first finding; of several ways the one with that key.</summary>
    internal static async Task Fixes<TRule, TFix>(string source, string expected, string? key = null, (string Source, string Expected)? second = null)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var solution = Solution([Usings + source, .. second is { } other ? [Usings + other.Source] : Array.Empty<string>()]);
        var document = Open(solution);
        var action = (await Actions<TRule, TFix>(document)).First(action => key is null || action.EquivalenceKey == key);

        var changed = await Apply(action);

        await Check<TRule, TFix>(changed, 0, Usings + expected);
        if (second is { } file)
            await Check<TRule, TFix>(changed, 1, Usings + file.Expected);
    }

    /// <summary>The rule finds something, and the fix does not pretend to know what to do.</summary>
    internal static async Task NotOffered<TRule, TFix>(string source, string? key = null)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var document = Open(Solution([Usings + source]));
        Assert.NotEmpty(await Findings<TRule, TFix>(document));
        Assert.DoesNotContain(await Actions<TRule, TFix>(document), action => key is null || action.EquivalenceKey == key);
    }

    /// <summary>All findings of a document, and of a project of two; the others stay as they are.</summary>
    internal static async Task FixesAll<TRule, TFix>(string source, string expected, string key)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        foreach (var scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            const string space = "namespace Copy;\n";
            var document = Open(Solution([Usings + source, Usings + space + source]));
            var fix = new TFix();
            Assert.Contains(scope, fix.GetFixAllProvider()!.GetSupportedFixAllScopes());

            var action = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(document, fix, scope, key, fix.FixableDiagnosticIds, new AllFindings<TRule, TFix>(), CancellationToken.None));
            var changed = await Apply(action!);

            await Check<TRule, TFix>(changed, 0, Usings + expected);
            if (scope == FixAllScope.Document)
                Assert.Equal(Usings + space + source, (await Documents(changed)[1].GetTextAsync()).ToString());
            else
                await Check<TRule, TFix>(changed, 1, Usings + space + expected);
        }
    }

    /// <summary>Applies every fix that is offered for a source, which may be broken. Tells how many there were.</summary>
    internal static async Task<int> ApplyAll(Document document)
    {
        var applied = 0;
        var compilation = Verify.Generate((await document.Project.GetCompilationAsync())!, out _);
        foreach (var finding in await Verify.Diagnostics(compilation, AllRules.Instances, document.Project.AnalyzerOptions))
        {
            foreach (var fix in AllRules.Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(finding.Id)))
            {
                foreach (var action in await Actions(document, fix, finding))
                {
                    await Apply(action);
                    applied++;
                }
            }
        }
        return applied;
    }

    internal static Solution Solution(string[] sources)
    {
        var solution = Base.Value;
        for (var i = 0; i < sources.Length; i++)
            solution = solution.AddDocument(DocumentId.CreateNewId(solution.ProjectIds[0]), $"Source{i}.cs", SourceText.From(sources[i]), filePath: $"/Source{i}.cs");
        return solution;
    }

    /// <summary>With a file that the rules read.</summary>
    internal static Solution With(this Solution solution, string name, string text) => solution.AddAdditionalDocument(
        DocumentId.CreateNewId(solution.ProjectIds[0]), name, SourceText.From(text), filePath: "/Application/" + name);

    internal static Document Open(Solution solution) => Documents(solution)[0];

    private static Document[] Documents(Solution solution) => [.. solution.Projects.Single().Documents.OrderBy(static document => document.Name)];

    private static async Task Check<TRule, TFix>(Solution changed, int number, string expected)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var document = Documents(changed)[number];
        Assert.Equal(expected, (await document.GetTextAsync()).ToString());
        // As text, parsed anew: trees that were put together can hide what no compiler would read.
        document = document.WithText(SourceText.From(expected));
        var compilation = Verify.Generate((await document.Project.GetCompilationAsync())!, out _);
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Empty(await Findings<TRule, TFix>(document));
    }

    private static async Task<List<CodeAction>> Actions<TRule, TFix>(Document document)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var actions = new List<CodeAction>();
        foreach (var finding in await Findings<TRule, TFix>(document))
            actions.AddRange(await Actions(document, new TFix(), finding));
        return actions;
    }

    internal static async Task<List<CodeAction>> Actions(Document document, CodeFixProvider fix, Diagnostic finding)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static async Task<ImmutableArray<Diagnostic>> Findings<TRule, TFix>(Document document)
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var ids = new TFix().FixableDiagnosticIds;
        var tree = await document.GetSyntaxTreeAsync();
        var compilation = Verify.Generate((await document.Project.GetCompilationAsync())!, out _);
        return [.. (await Verify.Diagnostics(compilation, [new TRule()]))
            .Where(found => ids.Contains(found.Id) && found.Location.SourceTree == tree)
            .OrderBy(static found => found.Location.SourceSpan.Start)];
    }

    internal static async Task<Solution> Apply(CodeAction action)
    {
        var operation = (ApplyChangesOperation)Assert.Single(await action.GetOperationsAsync(CancellationToken.None));
        return operation.ChangedSolution;
    }

    private sealed class AllFindings<TRule, TFix> : FixAllContext.DiagnosticProvider
        where TRule : ModelAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            var found = new List<Diagnostic>();
            foreach (var document in project.Documents)
                found.AddRange(await Findings<TRule, TFix>(document));
            return found;
        }

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => await Findings<TRule, TFix>(document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
