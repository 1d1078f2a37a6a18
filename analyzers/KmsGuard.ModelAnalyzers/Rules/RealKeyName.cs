using KmsGuard.Analyzers;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.ModelAnalyzers.Rules;

/// <summary>KMSG5012: a key of KMS where its logical name belongs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RealKeyName : ModelAnalyzer
{
    private const string KeyName = nameof(KeyName);

    private static readonly DiagnosticDescriptor RealKey = Rule.Create(
        "KMSG5012",
        "Real key where a logical key name belongs",
        "'{0}' is {1} of KMS, and the key name is part of what is stored: give a logical name such as \"pii\", and let configuration say which key that is",
        ModelRules.Category,
        DiagnosticSeverity.Warning,
        "A key name is bound to every record. A record whose key name is a real key cannot move to another key, account or Region without being encrypted anew.");

    /// <summary>Creates the rule.</summary>
    public RealKeyName()
        : base(RealKey)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext start)
    {
        start.RegisterOperationAction(
            static context =>
            {
                var argument = (IArgumentOperation)context.Operation;
                if (argument.Parameter is { } parameter && parameter.Name.Equals(KeyName, StringComparison.OrdinalIgnoreCase) && Runtime.Declares(parameter.ContainingType))
                    Analyze(context, argument.Value);
            },
            OperationKind.Argument);
        // The arguments by name of an attribute are assignments, too.
        start.RegisterOperationAction(
            static context =>
            {
                var assignment = (ISimpleAssignmentOperation)context.Operation;
                if (assignment.Target is IPropertyReferenceOperation { Property: { Name: KeyName } property } && Runtime.Declares(property.ContainingType))
                    Analyze(context, assignment.Value);
            },
            OperationKind.SimpleAssignment);
    }

    private static void Analyze(OperationAnalysisContext context, IOperation value)
    {
        if (value.ConstantValue is { HasValue: true, Value: string name } && Describe(name) is { } kind)
        {
#pragma warning disable RS0030 // That ban is for KmsGuardAnalyzer, which is quiet in test code; what a model stores is the same everywhere.
            context.ReportDiagnostic(Diagnostic.Create(RealKey, value.Syntax.GetLocation(), name, kind));
#pragma warning restore RS0030
        }
    }

    private static string? Describe(string name) => KeyNames.Classify(name) switch
    {
        KmsGuard.Analyzers.AwsSdk.KeyName.None => null,
        KmsGuard.Analyzers.AwsSdk.KeyName.Arn => "the ARN of a key",
        KmsGuard.Analyzers.AwsSdk.KeyName.Id => "the id of a key",
        _ => "an alias",
    };
}
