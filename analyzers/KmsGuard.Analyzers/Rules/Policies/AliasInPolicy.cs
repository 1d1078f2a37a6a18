using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Policy.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>KMSG3002: a policy that names a key by an alias.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AliasInPolicy : PolicyAnalyzer
{
    private static readonly DiagnosticDescriptor Alias = Rule.Create(
        "KMSG3002",
        "Alias as the resource of a key operation",
        "The alias '{0}' matches no key, so the statement does not apply to {1}: name the key's ARN, or require the alias with the condition key kms:ResourceAliases or kms:RequestAlias",
        Rule.KmsPolicies,
        DiagnosticSeverity.Warning,
        "KMS asks a policy about the key, never about the alias that a request named it by. An alias is the resource of CreateAlias, UpdateAlias and DeleteAlias only.");

    /// <summary>Creates the rule.</summary>
    public AliasInPolicy()
        : base(Alias)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, FoundStatement found)
    {
        if (AliasAsResource.Find(found.Statement) is not { } wrong)
            return;
        foreach (var alias in wrong.Aliases)
            Report(context, aws, Alias, found.Place(alias), alias.Text.Replace(ConstantText.Hole, '*'), wrong.Action);
    }
}
