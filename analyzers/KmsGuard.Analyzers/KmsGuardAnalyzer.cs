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
        RegisterWhereMentioned(start, words, words, action, kinds);

    /// <summary>The same for files that name any of some words, and any of others.</summary>
    private protected static void RegisterWhereMentioned(
        CompilationStartAnalysisContext start, string[] words, string[] others, Action<OperationAnalysisContext> action, params OperationKind[] kinds) =>
        RegisterBlocks(start, MentionedIn.Files(start.Compilation, words, others, start.CancellationToken), block => block.RegisterOperationAction(action, kinds));

    /// <summary>The same for whole bodies.</summary>
    private protected static void RegisterBlocksWhereMentioned(CompilationStartAnalysisContext start, string[] words, Action<OperationBlockStartAnalysisContext> register) =>
        RegisterBlocks(start, MentionedIn.Files(start.Compilation, words, start.CancellationToken), register);

    private static void RegisterBlocks(CompilationStartAnalysisContext start, HashSet<SyntaxTree> files, Action<OperationBlockStartAnalysisContext> register)
    {
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

    /// <summary>
    /// Registers an action for the places whose name contains one of the words, for rules about KMS, where it is referenced, in files that name it. Nothing
    /// else of a compilation is looked at; what KMS's library declares is looked up when the first such place is found. The action is told of the operation, and not of
    /// the member around it.
    /// </summary>
    private protected static void RegisterWhereNamed(
        CompilationStartAnalysisContext start, AwsSdkContext aws, string[] words, Func<SyntaxToken, SyntaxNode?> placeOf, Action<OperationAnalysisContext, AwsKmsContext> action) =>
        RegisterWhereNamed(start, aws, words, AwsKmsContext.Words, placeOf, action);

    /// <summary>The same in files that name any of others.</summary>
    private protected static void RegisterWhereNamed(
        CompilationStartAnalysisContext start, AwsSdkContext aws, string[] words, string[] others, Func<SyntaxToken, SyntaxNode?> placeOf, Action<OperationAnalysisContext, AwsKmsContext> action)
    {
        if (!aws.HasKms)
            return;
        var files = MentionedIn.Files(start.Compilation, words, others, start.CancellationToken);
        if (files.Count == 0)
            return;
        var bits = MentionedIn.Bits(words);
        start.RegisterSemanticModelAction(context =>
        {
            var model = context.SemanticModel;
            if (!files.Contains(model.SyntaxTree))
                return;
            foreach (var name in MentionedIn.Identifiers(model.SyntaxTree, bits, context.CancellationToken))
            {
                if (placeOf(name) is { } place && model.GetOperation(place, context.CancellationToken) is { } operation && aws.Kms is { } kms)
                    action(At(operation, context), kms);
            }
        });
    }

    // Rules are told of an operation in the same way, whoever found it; but not of the member that it is in, which is work for every place, and of use for few.
    private static OperationAnalysisContext At(IOperation operation, SemanticModelAnalysisContext context)
    {
        var compilation = context.SemanticModel.Compilation;
#pragma warning disable CS0618 // Meant for those who would run analyzers by hand; this is run by the compiler.
        return new OperationAnalysisContext(operation, compilation.Assembly, compilation, context.Options, context.ReportDiagnostic, static _ => true, context.CancellationToken);
#pragma warning restore CS0618
    }

    /// <summary>Reports a finding; as hidden in test code, unless <c>kmsguard.test_code = report</c>, and in samples, where <c>kmsguard.sample_code = quiet</c>.</summary>
    internal static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        Report(context, aws, rule, location, FixFacts.None, arguments);

    /// <summary>Reports a finding, with what its fix needs to know.</summary>
    internal static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, Location location, FixFacts facts, params object[] arguments) =>
        Report(context, aws, rule, rule.DefaultSeverity, location, facts, arguments);

    /// <summary>Reports a finding of a shape that is less sure than its rule.</summary>
    internal static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, DiagnosticSeverity sure, Location location, params object[] arguments) =>
        Report(context, aws, rule, sure, location, FixFacts.None, arguments);

    private static void Report(
        OperationAnalysisContext context, AwsSdkContext aws, DiagnosticDescriptor rule, DiagnosticSeverity sure, Location location, FixFacts facts, object[] arguments)
    {
        var severity = IsQuiet(context.Options, aws, location) ? DiagnosticSeverity.Hidden : sure;
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
