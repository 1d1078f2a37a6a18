using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>KMSG3018: the SDK's policy objects write something else than they are given. Seen by running AWSSDK.Core 3.7 and 4.0.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LossyAccessControlPolicy : KmsGuardAnalyzer
{
    // A file that has the namespace by a global using only is passed over: the words Principal and FromJson are in too many.
    internal static readonly string[] Words = ["AccessControlPolicy"];

    private static readonly DiagnosticDescriptor Lossy = Rule.Create(
        "KMSG3018",
        "Policy object that changes what it is given",
        "{0}",
        Rule.KmsPolicies,
        DiagnosticSeverity.Warning,
        "Amazon.Auth.AccessControlPolicy takes the hyphens out of principals, and Policy.FromJson drops NotPrincipal, NotAction and truth values of conditions, so the policy that is stored is not the one that was written.");

    /// <summary>Creates the rule.</summary>
    public LossyAccessControlPolicy()
        : base(Lossy)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) => RegisterWhereMentioned(
        start,
        Words,
        context =>
        {
            if (context.Operation is IObjectCreationOperation creation)
                OfPrincipal(context, creation, aws);
            else
                OfPolicy(context, (IInvocationOperation)context.Operation, aws);
        },
        OperationKind.ObjectCreation,
        OperationKind.Invocation);

    private static void OfPrincipal(OperationAnalysisContext context, IObjectCreationOperation creation, AwsSdkContext aws)
    {
        if (creation.Type is not { Name: "Principal" } type || !SdkStatements.IsOfPolicies(type, aws) || !StripsHyphens(creation))
            return;
        var id = creation.Arguments[creation.Arguments.Length == 1 ? 0 : 1].Value;
        // What is certainly written in it; what comes at run time may have none.
        var known = ConstantValues.Of(id, new StepBudget()).FirstOrDefault(static text => text.Text.Contains('-'));
        if (known?.Text is { } text)
            Report(context, aws, Lossy, id.Syntax.GetLocation(), FixFacts.Of(creation),
                $"Principal writes '{text.Replace(ConstantText.Hole, '*').Replace("-", "")}': pass false for stripHyphen, new Principal(\"AWS\", id, false)");
    }

    private static bool StripsHyphens(IObjectCreationOperation creation)
    {
        var provider = creation.Arguments.Length > 1 ? creation.Arguments[0].Value.Bare().ConstantValue : default;
        return creation.Arguments.Length switch
        {
            1 => true,
            2 => provider is { HasValue: true, Value: "AWS" },
            3 => provider is { HasValue: true, Value: "AWS" } && creation.Arguments[2].Value.Bare().ConstantValue is { HasValue: true, Value: true },
            _ => false,
        };
    }

    // Policy.FromJson(text) that is written again, in the same expression, by the local that holds it or elsewhere in the type.
    private static void OfPolicy(OperationAnalysisContext context, IInvocationOperation call, AwsSdkContext aws)
    {
        if (call.TargetMethod is not { Name: "FromJson", IsStatic: true, ContainingType: { Name: "Policy" } type } || !SdkStatements.IsOfPolicies(type, aws)
            || !FluentCalls.On(call).Any(static later => later.TargetMethod.Name == "ToJson") && !IsWrittenInType(call, type, context.CancellationToken))
            return;
        Report(context, aws, Lossy, call.Syntax.GetLocation(),
            "Policy.FromJson drops NotPrincipal, NotAction and truth values of conditions, and ToJson writes what is left: change the JSON itself, with System.Text.Json.Nodes");
    }

    private static bool IsWrittenInType(IInvocationOperation read, INamedTypeSymbol policy, CancellationToken cancel) =>
        read.SemanticModel is { } model && read.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToJson" }
            && SymbolEqualityComparer.Default.Equals((model.GetSymbolInfo(call, cancel).Symbol as IMethodSymbol)?.ContainingType, policy));
}
