using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Corpus;

/// <summary>Applies every action that is offered for every finding, each to the file as it was, and compares the compiler's errors before and after.</summary>
internal static class Fixes
{
    private static readonly string[] Header = ["Rule", "Findings", "Fixable", "Actions", "Break the code"];

    /// <summary>Prints the table. True when no rule or fix threw, and no action added an error.</summary>
    internal static bool Run(IReadOnlyList<CorpusFile> files, ImmutableArray<DiagnosticAnalyzer> rules, FileInfo assembly, bool printChanges, TextWriter output)
    {
        var fixes = Assembly.LoadFrom(assembly.FullName).GetTypes().Where(static type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(static type => (CodeFixProvider)Activator.CreateInstance(type)!).ToArray();
        var thrown = new ConcurrentQueue<Exception>();
        var findings = new List<(string Rule, int Actions, int Broken)>();
        using var workspace = new AdhocWorkspace();
        foreach (var file in files)
        {
            var program = HalfProgram.Compile([HalfProgram.Parse(file.Path)], file.SdkMajor);
            var document = Open(workspace, program, file);
            var compilation = (CSharpCompilation)document.Project.GetCompilationAsync().GetAwaiter().GetResult()!;
            var before = Errors(compilation);
            foreach (var found in compilation.With(rules, thrown).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
                .Where(static found => found.Severity > DiagnosticSeverity.Hidden && found.Location.IsInSource).OrderBy(static found => found.Location.SourceSpan.Start))
            {
                var (applied, broken) = (0, 0);
                foreach (var action in fixes.Where(fix => fix.FixableDiagnosticIds.Contains(found.Id)).SelectMany(fix => Actions(document, fix, found)))
                {
                    applied++;
                    var added = Apply(document, action, before, out var changed);
                    broken += added.Length == 0 ? 0 : 1;
                    if (printChanges || added.Length > 0)
                        Print(output, file, found, action, document, changed, added);
                }
                findings.Add((found.Id, applied, broken));
            }
        }
        Table.Write(output, Header, findings.GroupBy(static one => one.Rule).OrderBy(static rule => rule.Key, StringComparer.Ordinal).Select(static rule => new[]
        {
            rule.Key, $"{rule.Count()}", $"{rule.Count(static one => one.Actions > 0)}", $"{rule.Sum(static one => one.Actions)}", $"{rule.Sum(static one => one.Broken)}",
        }));
        foreach (var exception in thrown)
            output.WriteLine(exception);
        return thrown.IsEmpty && findings.All(static one => one.Broken == 0);
    }

    private static Document Open(AdhocWorkspace workspace, CSharpCompilation program, CorpusFile file)
    {
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, file.Name, "Application", LanguageNames.CSharp,
            compilationOptions: program.Options, parseOptions: program.SyntaxTrees[0].Options, metadataReferences: program.References));
        foreach (var tree in program.SyntaxTrees)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(tree.FilePath), tree.GetText(), filePath: tree.FilePath);
        return solution.GetProject(id)!.Documents.First(one => one.FilePath == file.Path);
    }

    private static List<CodeAction> Actions(Document document, CodeFixProvider fix, Diagnostic found)
    {
        var actions = new List<CodeAction>();
        fix.RegisterCodeFixesAsync(new CodeFixContext(document, found, (action, _) => actions.Add(action), CancellationToken.None)).GetAwaiter().GetResult();
        return actions;
    }

    // The errors that were not there before, by what they say: lines move.
    private static string[] Apply(Document document, CodeAction action, Dictionary<string, int> before, out string changed)
    {
        var operation = (ApplyChangesOperation)action.GetOperationsAsync(CancellationToken.None).GetAwaiter().GetResult().Single();
        var after = operation.ChangedSolution.GetDocument(document.Id)!;
        var text = after.GetTextAsync().GetAwaiter().GetResult();
        changed = text.ToString();
        // As text, parsed anew, as the compiler will read it.
        var errors = Errors((CSharpCompilation)after.WithText(text.Replace(0, text.Length, changed)).Project.GetCompilationAsync().GetAwaiter().GetResult()!);
        return [.. errors.Where(error => error.Value > before.GetValueOrDefault(error.Key)).Select(static error => error.Key)];
    }

    private static Dictionary<string, int> Errors(CSharpCompilation program) => program.GetDiagnostics()
        .Where(static found => found.Severity == DiagnosticSeverity.Error)
        .CountBy(static found => $"{found.Id} {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}").ToDictionary();

    private static void Print(TextWriter output, CorpusFile file, Diagnostic found, CodeAction action, Document document, string changed, string[] added)
    {
        output.WriteLine($"{file.Name}:{found.Location.GetLineSpan().StartLinePosition.Line + 1} {found.Id}: {action.Title}");
        var before = document.GetTextAsync().GetAwaiter().GetResult().ToString().Split('\n');
        var after = changed.Split('\n');
        foreach (var line in before.Except(after))
            output.WriteLine($"  - {line.TrimEnd()}");
        foreach (var line in after.Except(before))
            output.WriteLine($"  + {line.TrimEnd()}");
        foreach (var error in added)
            output.WriteLine($"  ! {error}");
    }
}
