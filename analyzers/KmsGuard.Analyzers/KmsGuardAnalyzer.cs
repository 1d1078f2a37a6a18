using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers;

/// <summary>
/// The base of all rules. It asks once for each compilation which AWS libraries are referenced; where there are none, it
/// registers nothing, so that a project which does not use AWS pays nothing.
/// </summary>
public abstract class KmsGuardAnalyzer : DiagnosticAnalyzer
{
    private protected KmsGuardAnalyzer(params DiagnosticDescriptor[] rules) => SupportedDiagnostics = ImmutableArray.Create(rules);

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            RegisterFiles(start);
            if (AwsSdkContext.Of(start.Compilation) is { } aws)
                Register(start, aws);
        });
    }

    /// <summary>Registers what is about additional files, in compilations without AWS, too.</summary>
#pragma warning disable RS1012 // Most rules have nothing to say of files.
    private protected virtual void RegisterFiles(CompilationStartAnalysisContext start)
#pragma warning restore RS1012
    {
    }

    private protected abstract void Register(CompilationStartAnalysisContext start, AwsSdkContext aws);

    /// <summary>
    /// Registers an action for the operations of the files that name any of the words, and nothing in a compilation where none does. It is
    /// the file's text that is searched, so words in comments count.
    /// </summary>
    private protected static void RegisterWhereMentioned(
        CompilationStartAnalysisContext start, string[] words, Action<OperationAnalysisContext> action, params OperationKind[] kinds) =>
        RegisterBlocksWhereMentioned(start, words, block => block.RegisterOperationAction(action, kinds));

    /// <summary>The same for rules about KMS, where it is referenced. What its library declares is looked up when something is found.</summary>
    private protected static void RegisterWhereMentioned(
        CompilationStartAnalysisContext start, AwsSdkContext aws, string[] words, Action<OperationAnalysisContext, AwsKmsContext> action, params OperationKind[] kinds)
    {
        if (!aws.HasKms)
            return;
        RegisterWhereMentioned(
            start,
            words,
            context =>
            {
                if (aws.Kms is { } kms)
                    action(context, kms);
            },
            kinds);
    }

    /// <summary>The same for whole bodies.</summary>
    private protected static void RegisterBlocksWhereMentioned(CompilationStartAnalysisContext start, string[] words, Action<OperationBlockStartAnalysisContext> register)
    {
        var files = MentionedIn.Files(start.Compilation, words, start.CancellationToken);
        if (files.Count == 0)
            return;
        start.RegisterOperationBlockStartAction(block =>
        {
            foreach (var body in block.OperationBlocks)
            {
                if (files.Contains(body.Syntax.SyntaxTree))
                {
                    register(block);
                    return;
                }
            }
        });
    }

    /// <summary>Reports a finding; as hidden in test code, unless <c>kmsguard.test_code = report</c>, and in samples, where <c>kmsguard.sample_code = quiet</c>.</summary>
    internal static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        Report(context, aws, rule, location, FixFacts.None, arguments);

    /// <summary>Reports a finding, with what its fix needs to know.</summary>
    internal static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, Location location, FixFacts facts, params object[] arguments)
    {
        var severity = IsQuiet(context.Options, aws, location) ? DiagnosticSeverity.Hidden : rule.DefaultSeverity;
#pragma warning disable RS0030 // The one place that reports.
        context.ReportDiagnostic(Diagnostic.Create(rule, location, severity, facts.Places, facts.Properties, arguments));
#pragma warning restore RS0030
    }

    private static bool IsQuiet(AnalyzerOptions options, AwsSdkContext aws, Location location)
    {
        var configured = location.SourceTree is { } tree ? options.AnalyzerConfigOptionsProvider.GetOptions(tree) : options.AnalyzerConfigOptionsProvider.GlobalOptions;
        return aws.IsTestCode && !ConfigurationKey.TestCode.Has(configured, "report")
            || ConfigurationKey.SampleCode.Has(configured, "quiet") && IsSample(location.SourceTree?.FilePath);
    }

    // By its folder, as documentation tools and people go by.
    private static bool IsSample(string? path) =>
        path?.Split('/', '\\').Any(static folder => folder.ToUpperInvariant() is "SAMPLE" or "SAMPLES" or "EXAMPLE" or "EXAMPLES" or "DEMO" or "DEMOS" or "SNIPPETS") == true;
}
