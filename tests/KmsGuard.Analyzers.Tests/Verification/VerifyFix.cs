using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using KmsGuard.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Tests.Verification;

/// <summary>
/// Applies a fix as an IDE does, with both majors of the SDK. What was fixed compiles, and the rule that the fix answers is silent.
/// </summary>
internal static class VerifyFix
{
    private static readonly string[] Usings =
    [
        "using System;", "using System.IO;", "using System.Linq;", "using System.Text;", "using System.Threading;", "using System.Threading.Tasks;",
        "using Amazon.KeyManagementService;", "using Amazon.KeyManagementService.Model;",
    ];

    private static readonly ConditionalWeakTable<MetadataReference[], ConcurrentDictionary<(LanguageVersion Language, bool HasSecond), Solution>> Bases = [];

    /// <summary>The fix of the only finding.</summary>
    internal static Task Fixes<TRule, TFix>(string source, string expected, LanguageVersion language = LanguageVersion.CSharp12)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() => ForBoth(async aws =>
        {
            var document = Open(Solution(language, aws, source));
            var action = Assert.Single(await Actions<TRule, TFix>(document));
            await Check<TRule, TFix>(await Apply(document, action), expected);
        });

    /// <summary>What <see cref="Fixes"/> does, for what only one major has.</summary>
    internal static async Task FixesWith<TRule, TFix>(MetadataReference[] aws, string source, string expected)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        var document = Open(Solution(LanguageVersion.CSharp12, aws, source));
        await Check<TRule, TFix>(await Apply(document, Assert.Single(await Actions<TRule, TFix>(document))), expected);
    }

    /// <summary>The first of several actions, whose title has a text. It ends the other findings, too.</summary>
    internal static Task FixesFirst<TRule, TFix>(string source, string expected, string title = "")
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() => ForBoth(async aws =>
        {
            var document = Open(Solution(LanguageVersion.CSharp12, aws, source));
            var actions = await Actions<TRule, TFix>(document);
            Assert.True(actions.Count > 1);
            await Check<TRule, TFix>(await Apply(document, actions.First(action => action.Title.Contains(title, StringComparison.Ordinal))), expected);
        });

    /// <summary>
    /// What the documents of a project are once the action whose title has a text is taken: for the first finding, or for all of them in a scope.
    /// The sources are one after the other; whatever changes, all of them compile.
    /// </summary>
    internal static async Task<string[]> Changed<TRule, TFix>(string title, FixAllScope? scope, params string[] sources)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        var document = Open(Solution(LanguageVersion.CSharp12, Aws.V4, sources));
        foreach (var second in document.Project.Solution.Projects.Skip(1))
            document = document.Project.Solution.RemoveProject(second.Id).GetDocument(document.Id)!;
        var action = (await Actions<TRule, TFix>(document)).First(one => one.Title.Contains(title, StringComparison.Ordinal));
        var fix = new TFix();
        if (scope is { } all)
            action = (await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
                document, fix, all, action.EquivalenceKey, fix.FixableDiagnosticIds, new AllFindings<TRule, TFix>(), CancellationToken.None)))!;
        var changed = (await Apply(document, action)).Project;
        var texts = new List<string>();
        foreach (var one in changed.Documents.Where(static one => one.Name.StartsWith("Source", StringComparison.Ordinal)).OrderBy(static one => one.Name, StringComparer.Ordinal))
        {
            texts.Add((await one.GetTextAsync()).ToString());
            changed = changed.GetDocument(one.Id)!.WithText(SourceText.From(texts[^1])).Project;
        }
        Assert.Empty((await changed.GetCompilationAsync())!.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        return [.. texts];
    }

    /// <summary>A source after the fix of its only finding, for fixes that write more than a test should repeat.</summary>
    internal static Task<string> Fixed<TRule, TFix>(string source, MetadataReference[] aws)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() => Fixed<TRule, TFix>(source, aws, without: "none");

    /// <summary>The same, on a framework that lacks an assembly.</summary>
    internal static async Task<string> Fixed<TRule, TFix>(string source, MetadataReference[] aws, string without)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        var solution = Solution(LanguageVersion.CSharp12, aws, source);
        foreach (var missing in solution.Projects.Single().MetadataReferences.Where(one => Path.GetFileNameWithoutExtension(one.Display) == without).ToArray())
            solution = solution.RemoveMetadataReference(solution.ProjectIds[0], missing);
        var document = Open(solution);
        var changed = await Apply(document, Assert.Single(await Actions<TRule, TFix>(document)));
        var text = (await changed.GetTextAsync()).ToString();
        await Check<TRule, TFix>(changed, text);
        return text;
    }

    /// <summary>What the user is offered.</summary>
    internal static async Task<string[]> Titles<TRule, TFix>(string source, MetadataReference[]? aws = null)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() =>
        [.. (await Actions<TRule, TFix>(Open(Solution(LanguageVersion.CSharp12, aws ?? Aws.V4, source)))).Select(static action => action.Title)];

    /// <summary>What the user is offered for a finding that comes without facts.</summary>
    internal static async Task<string[]> Titles(string source, KmsGuardFix fix, string place, DiagnosticDescriptor rule)
    {
        var document = Open(Solution(LanguageVersion.CSharp12, Aws.V4, source));
        var location = Location.Create((await document.GetSyntaxTreeAsync())!, new TextSpan(source.IndexOf(place, StringComparison.Ordinal), place.Length));
        return [.. (await Actions(document, fix, Diagnostic.Create(rule, location, "", ""))).Select(static action => action.Title)];
    }

    /// <summary>The rule finds something, and the fix does not pretend to know what to do.</summary>
    internal static Task NotOffered<TRule, TFix>(string source, LanguageVersion language = LanguageVersion.CSharp12)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() => ForBoth(async aws =>
        {
            var document = Open(Solution(language, aws, source));
            Assert.NotEmpty(await Findings<TRule, TFix>(document));
            Assert.Empty(await Actions<TRule, TFix>(document));
        });

    /// <summary>All findings of a document, a project of two and a solution of two projects, by the action whose title has a text. The others stay as they are. Scopes are the workspace's: one major for each will do.</summary>
    internal static async Task FixesAll<TRule, TFix>(string source, string expected, string title = "")
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        await FixesAll<TRule, TFix>(source, expected, title, Aws.V3, Copy, FixAllScope.Document, FixAllScope.Project);
        await FixesAll<TRule, TFix>(source, expected, title, Aws.V4, Copy, FixAllScope.Solution);
    }

    /// <summary>The same with one set of references; what makes the second file of the first tells how its types differ.</summary>
    internal static Task FixesAll<TRule, TFix>(string source, string expected, MetadataReference[] aws, Func<string, string> copy, params FixAllScope[] scopes)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new() => FixesAll<TRule, TFix>(source, expected, "", aws, copy, scopes);

    private static async Task FixesAll<TRule, TFix>(string source, string expected, string title, MetadataReference[] aws, Func<string, string> copy, params FixAllScope[] scopes)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        foreach (var scope in scopes)
        {
            var solution = Solution(LanguageVersion.CSharp12, aws, source, copy(source));
            var document = Open(solution);
            var fix = new TFix();
            Assert.Contains(scope, fix.GetFixAllProvider()!.GetSupportedFixAllScopes());
            var key = (await Actions<TRule, TFix>(document)).First(action => action.Title.Contains(title, StringComparison.Ordinal)).EquivalenceKey;
            var action = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
                document, fix, scope, key, fix.FixableDiagnosticIds, new AllFindings<TRule, TFix>(), CancellationToken.None));
            var changed = await Apply(document, action!);

            await Check<TRule, TFix>(changed, expected);
            foreach (var project in changed.Project.Solution.Projects)
            {
                var isInScope = scope == FixAllScope.Solution || scope == FixAllScope.Project && project.Id == document.Project.Id;
                var other = project.Documents.Single(static one => one.Name == "Source1.cs");
                if (isInScope)
                    await Check<TRule, TFix>(other, copy(expected));
                else
                    Assert.Equal(copy(source), (await other.GetTextAsync()).ToString());
            }
        }
    }

    /// <summary>Applies every fix that is offered for a source, which may be broken. Tells how many there were.</summary>
    internal static async Task<int> ApplyAll(Document document, IEnumerable<KmsGuardAnalyzer> rules, KmsGuardFix[] fixes)
    {
        var applied = 0;
        var compilation = (await document.Project.GetCompilationAsync())!;
        foreach (var finding in await Verify.Diagnostics(compilation, rules))
        {
            foreach (var fix in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(finding.Id)))
            {
                foreach (var action in await Actions(document, fix, finding))
                {
                    await Apply(document, action);
                    applied++;
                }
            }
        }
        return applied;
    }

    /// <summary>A solution whose first project has these sources; a second project has them, too, where there are several.</summary>
    internal static Solution Solution(LanguageVersion language, MetadataReference[] aws, params string[] sources)
    {
        var solution = Bases.GetOrCreateValue(aws).GetOrAdd((language, sources.Length > 1), static (shape, aws) => Base(shape.Language, aws, shape.HasSecond), aws);
        foreach (var project in solution.ProjectIds)
        {
            for (var i = 0; i < sources.Length; i++)
                solution = solution.AddDocument(DocumentId.CreateNewId(project), $"Source{i}.cs", SourceText.From(sources[i]), filePath: $"/{solution.GetProject(project)!.Name}/Source{i}.cs");
            if (language >= LanguageVersion.CSharp10)
                solution = solution.AddDocument(DocumentId.CreateNewId(project), "Usings.cs", SourceText.From(string.Join("\n", Usings.Select(static line => "global " + line))));
        }
        return solution;
    }

    // Compiled, so that all that are made of it have their references bound.
    private static Solution Base(LanguageVersion language, MetadataReference[] aws, bool hasSecond)
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var name in hasSecond ? new[] { "Application", "Second" } : ["Application"])
        {
            solution = solution.AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, name, name, LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                parseOptions: new CSharpParseOptions(language),
                metadataReferences: [.. Framework.References, .. aws],
                analyzerReferences: Runtime.IsAmong(aws) ? [Runtime.Generator] : []));
        }
        foreach (var project in solution.Projects)
            project.GetCompilationAsync().GetAwaiter().GetResult()!.GetTypeByMetadataName("System.Object");
        return solution;
    }

    internal static Document Open(Solution solution) => solution.Projects.First().Documents.First();

    // The same types once more, in a namespace.
    private static string Copy(string source)
    {
        var start = source.LastIndexOf("\nusing ", StringComparison.Ordinal) + 1;
        if (source[start..].StartsWith("using ", StringComparison.Ordinal))
            start = source.IndexOf('\n', start) + 1;
        return $"{source[..start]}{(start > 0 ? "\n" : "")}namespace Copy;\n{source[start..]}";
    }

    private static async Task ForBoth(Func<MetadataReference[], Task> check)
    {
        await check(Aws.V3);
        await check(Aws.V4);
    }

    private static async Task Check<TRule, TFix>(Document changed, string expected)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        Assert.Equal(expected, (await changed.GetTextAsync()).ToString());
        // As text, parsed anew: trees that were put together can hide what no compiler would read.
        var compilation = (await changed.WithText(SourceText.From(expected)).Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.Empty(await Findings<TRule, TFix>(changed));
    }

    private static async Task<List<CodeAction>> Actions<TRule, TFix>(Document document)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        var actions = new List<CodeAction>();
        foreach (var finding in await Findings<TRule, TFix>(document))
            actions.AddRange(await Actions(document, new TFix(), finding));
        return actions;
    }

    private static async Task<List<CodeAction>> Actions(Document document, KmsGuardFix fix, Diagnostic finding)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static async Task<ImmutableArray<Diagnostic>> Findings<TRule, TFix>(Document document)
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        var ids = new TFix().FixableDiagnosticIds;
        var tree = await document.GetSyntaxTreeAsync();
        return [.. (await Verify.Diagnostics((await document.Project.GetCompilationAsync())!, [new TRule()]))
            .Where(found => ids.Contains(found.Id) && found.Location.SourceTree == tree)
            .OrderBy(static found => found.Location.SourceSpan.Start)];
    }

    private static async Task<Document> Apply(Document document, CodeAction action)
    {
        var operation = (ApplyChangesOperation)Assert.Single(await action.GetOperationsAsync(CancellationToken.None));
        return operation.ChangedSolution.GetDocument(document.Id)!;
    }

    private sealed class AllFindings<TRule, TFix> : FixAllContext.DiagnosticProvider
        where TRule : KmsGuardAnalyzer, new()
        where TFix : KmsGuardFix, new()
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await Findings<TRule, TFix>(document);

        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            var all = new List<Diagnostic>();
            foreach (var document in project.Documents)
                all.AddRange(await Findings<TRule, TFix>(document));
            return all;
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
