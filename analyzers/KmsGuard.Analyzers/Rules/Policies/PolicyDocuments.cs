using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Policy;
using KmsGuard.Policy.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>
/// KMSG3001 to KMSG3021: what a policy grants that code or a file of the project holds. One analyzer for all of them, because reading a
/// policy costs more than judging it; what each rule says is in KmsGuard.Policy/Checks.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyDocuments : KmsGuardAnalyzer
{
    private static readonly ImmutableDictionary<PolicyRule, DiagnosticDescriptor> Descriptors = PolicyRules.All.ToImmutableDictionary(static rule => rule, static rule => Rule.Create(
        rule.Id, rule.Title, rule.MessageFormat, Rule.KmsPolicies, SeverityOf(rule), rule.Description));

    // One of them is in every policy, whatever it is written in.
    private static readonly string[] Words = ["Statement", "kms:"];

    // key.GrantDecrypt(grantee)
    internal static readonly string[] CdkWords = [.. Words, "Grant"];

    // And one of these in every file whose policies are about KMS: those of other services are not our business.
    internal static readonly string[] KmsWords = [.. AwsKmsContext.Words, .. LiteralPolicies.KeyPolicies];

    private static readonly OperationKind[] Kinds = [OperationKind.Literal, OperationKind.Utf8String, OperationKind.ObjectCreation, OperationKind.AnonymousObjectCreation];

    /// <summary>Creates the rules.</summary>
    public PolicyDocuments()
        : base([.. PolicyRules.All.Select(static rule => Descriptors[rule])])
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) => RegisterWhereMentioned(
        start,
        aws.HasCdk ? CdkWords : Words,
        aws.HasCdk ? CdkWords : KmsWords,
        context => Report(context, aws, context.Operation is ILiteralOperation or IUtf8StringOperation
            ? LiteralPolicies.In(context.Operation, aws) ?? ActionLists.In(context.Operation) : ObjectPolicies.Of(context.Operation, aws)),
        aws.HasCdk ? [.. Kinds, OperationKind.Invocation] : Kinds);

    // A policy file is one whatever the project references.
    private protected override void RegisterFiles(CompilationStartAnalysisContext start)
    {
        if (!start.Options.AdditionalFiles.Any(file => PolicyFiles.MayBe(file, start.Options)))
            return;
        start.RegisterAdditionalFileAction(static context =>
        {
            foreach (var (finding, place) in PolicyFiles.Check(context.AdditionalFile, context.Options, context.Compilation, context.CancellationToken))
#pragma warning disable RS0030 // No operation: a file has no test code to be quiet about.
                context.ReportDiagnostic(Diagnostic.Create(Descriptors[finding.Rule], place, [.. finding.Arguments]));
#pragma warning restore RS0030
        });
    }

    private static void Report(OperationAnalysisContext context, AwsSdkContext aws, FoundPolicy? found)
    {
        foreach (var finding in found?.Findings ?? [])
        {
            if (finding.Rule == HardCodedKey.Rule && found!.Constants(finding).Any(constant => IsReportedBefore(aws, constant.Symbol, constant.Value)))
                continue;
            Report(context, aws, Descriptors[finding.Rule], found!.Place(finding), FixFacts.Replacing(finding.Replacement, found.End(finding)), [.. finding.Arguments]);
        }
    }

    // A constant whose name says that it is a key has its finding where it is declared: KMSG2001.
    private static bool IsReportedBefore(AwsSdkContext aws, ISymbol symbol, string value) =>
        aws.HasSdk && !symbol.DeclaringSyntaxReferences.IsEmpty && KeyNames.Classify(value) == KeyName.Arn && KeyPlaces.IsNamedKey(aws, symbol);

    private static DiagnosticSeverity SeverityOf(PolicyRule rule) => rule.Severity switch
    {
        PolicySeverity.Warning => DiagnosticSeverity.Warning,
        PolicySeverity.Info => DiagnosticSeverity.Info,
        _ => DiagnosticSeverity.Hidden,
    };
}
