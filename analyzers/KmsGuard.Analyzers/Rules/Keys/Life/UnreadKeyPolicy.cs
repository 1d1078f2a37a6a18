using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2014: a key policy that only the running program knows. Says what the rules about policies did not look at.</summary>
internal sealed class UnreadKeyPolicy() : KeyRule(ImmutableArray.Create(KeyOperation.PutKeyPolicy, KeyOperation.CreateKey), Unread)
{
    private static readonly DiagnosticDescriptor Unread = Rule.Create(
        "KMSG2014",
        "Key policy that was not checked",
        "The policy that {0} sets is not written in the code, so no rule checked it: check the document itself with 'kmsguard policy lint'",
        Rule.KmsKeys,
        DiagnosticSeverity.Hidden,
        "The rules about policies read what is written in the code. That they are silent says nothing of a policy that is read from elsewhere.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var value in call.Values("Policy"))
        {
            if (!value.IsNull() && !IsRead(value, context.Options))
                KmsGuardAnalyzer.Report(context, aws, Unread, call.Place(value), call.Method);
        }
    }

    // What the rules about policies read: texts in the code, objects that are serialized in place, additional files.
    private static bool IsRead(IOperation value, AnalyzerOptions options)
    {
        if (ConstantValues.Of(value, new StepBudget()).Any(static text => text.Text.TrimStart().StartsWith("{", StringComparison.Ordinal)))
            return true;
        return value.DescendantsAndSelf().Any(one => one is IAnonymousObjectCreationOperation
            || one is IInvocationOperation { TargetMethod.Name: "ReadAllText" or "ReadAllTextAsync", Arguments: { Length: > 0 } arguments } && IsAdditional(arguments[0].Value, options));
    }

    private static bool IsAdditional(IOperation path, AnalyzerOptions options) => ConstantValues.Of(path, new StepBudget()).Any(text =>
        options.AdditionalFiles.Any(file => Path.GetFileName(file.Path) == Path.GetFileName(text.Text)));
}
