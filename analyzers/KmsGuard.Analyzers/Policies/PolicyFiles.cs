using KmsGuard.Policy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Policies;

/// <summary>
/// Policies in additional files of the project: every file that is named <c>*.policy.json</c> or that <c>kmsguard.policy_files</c>
/// names, and every other <c>.json</c> file that holds policy documents, as templates of CloudFormation do.
/// </summary>
internal static class PolicyFiles
{
    private const string Extension = ".json";

    /// <summary>Whether the file may hold policies, judged by its name.</summary>
    internal static bool MayBe(AdditionalText file, AnalyzerOptions options) =>
        file.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || IsNamed(file, options);

    /// <summary>What the rules say of a file, and where in it.</summary>
    internal static IEnumerable<(PolicyFinding Finding, Location Place)> Check(AdditionalText file, AnalyzerOptions options, Compilation compilation, CancellationToken cancel)
    {
        if (!MayBe(file, options) || file.GetText(cancel) is not { } text)
            return [];
        var isPolicy = file.Path.EndsWith(".policy" + Extension, StringComparison.OrdinalIgnoreCase) || IsNamed(file, options);
        var content = text.ToString();
        // A file that is not said to be a policy is one when it has statements, and is not told that it is none.
        if (!isPolicy && !content.Contains("\"Statement\""))
            return [];
        // What the code does with it is more certain than what it is called.
        var name = System.IO.Path.GetFileName(file.Path);
        var kind = PolicyReads.KindOf(name, compilation, cancel);
        return PolicyLint.Run(content, kind != PolicyKind.Unknown ? kind : PolicyLint.KindOf(name))
            .Where(finding => isPolicy || finding.Node is not null)
            .Select(finding => (finding, Place(file, text, TextSpan.FromBounds(finding.Start, finding.End))));
    }

    private static Location Place(AdditionalText file, SourceText text, TextSpan span) => Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));

    // "policies/*.json; *.iam.json": of the end of a path; a star also stands for folders.
    private static bool IsNamed(AdditionalText file, AnalyzerOptions options)
    {
        if (!options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(ConfigurationKey.PolicyFiles.Name, out var names)
            && !options.AnalyzerConfigOptionsProvider.GetOptions(file).TryGetValue(ConfigurationKey.PolicyFiles.Name, out names))
            return false;
        var path = "/" + file.Path.Replace('\\', '/');
        return names.Split(';', ',').Select(static one => one.Trim().Replace('\\', '/')).Any(one => one.Length > 0 && PolicyPattern.MayMatch("*/" + one.TrimStart('/'), path));
    }
}
