using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Policies;
using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Policies;

/// <summary>The base of rules about the policy documents that are written in string literals, whatever becomes of the string.</summary>
public abstract class PolicyAnalyzer : KmsGuardAnalyzer
{
    // What nearly no literal contains and every policy document does.
    private const string Mark = "\"Statement\"";

    private protected PolicyAnalyzer(params DiagnosticDescriptor[] rules)
        : base(rules)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start, AwsSdkContext aws) =>
        start.RegisterOperationAction(
            context =>
            {
                if (!IsMarked(context.Operation))
                    return;
                var whole = LiteralText.Whole(context.Operation);
                // A policy in several literals is read once, from the first one that shows what it is.
                if (whole.DescendantsAndSelf().First(IsMarked) != context.Operation || LiteralText.Of(whole) is not { } text)
                    return;
                foreach (var statement in PolicyStatement.In(JsonReader.Read(text.Text)))
                    Analyze(context, aws, text, statement);
            },
            OperationKind.Literal,
            OperationKind.Utf8String);

    private protected abstract void Analyze(OperationAnalysisContext context, AwsSdkContext aws, LiteralText text, PolicyStatement statement);

    /// <summary>Where a value of the policy is written.</summary>
    private protected static Location Place(OperationAnalysisContext context, LiteralText text, JsonNode value) =>
        Location.Create(context.Operation.Syntax.SyntaxTree, text.Place(value.Start, value.End));

    private static bool IsMarked(IOperation operation) => operation switch
    {
        ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => text.Contains(Mark),
        IUtf8StringOperation utf8 => utf8.Value.Contains(Mark),
        _ => false,
    };
}
