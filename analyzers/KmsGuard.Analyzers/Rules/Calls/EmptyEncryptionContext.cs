using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1002: a context that is there and binds nothing: no pairs, or a pair without a value.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EmptyEncryptionContext : KmsCallAnalyzer
{
    private static readonly DiagnosticDescriptor Empty = Rule.Create(
        "KMSG1002",
        "Encryption context that says nothing",
        "The {0} of {1} {2}: give the pairs that say what the data belongs to",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "An empty encryption context, and a pair with an empty value, bind the ciphertext to nothing: it decrypts in the place of any other.");

    /// <summary>Creates the rule.</summary>
    public EmptyEncryptionContext()
        : base(Empty)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        foreach (var side in call.Operation.Sides)
        {
            var values = call.Values(side.Context);
            if (!call.IsSymmetric(side) || values.Count == 0)
                continue;
            // Filled by the request's own initialiser: EncryptionContext = { ... }.
            if (values.Count == 1 && values[0] is IObjectOrCollectionInitializerOperation { Initializers.IsEmpty: true } filling)
                Report(context, aws, Empty, call.Place(filling), FixFacts.About(side.Context), side.Context, call.Method, "has no pairs");
            foreach (var value in values)
                AnalyzeValue(context, aws, call, side, value, isOnly: values.Count == 1);
        }
    }

    private static void AnalyzeValue(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call, EncryptionSide side, IOperation value, bool isOnly)
    {
        if (ContextFlow.Of(value, new StepBudget()) is not { } flow)
            return;
        var method = call.Method;
        if (flow.Pairs.Count == 0 && flow.IsWhole && isOnly)
            Report(context, aws, Empty, call.Place(flow.Creation), FixFacts.About(side.Context), side.Context, method, "has no pairs");
        foreach (var (key, content) in flow.Pairs)
        {
            if (IsEmpty(key))
                Report(context, aws, Empty, call.Place(key), side.Context, method, "has a pair without a name");
            else if (IsEmpty(content))
                Report(context, aws, Empty, call.Place(content), side.Context, method, "has a pair without a value");
        }
    }

    private static bool IsEmpty(IOperation text) =>
        text.IsNull() || text.Bare() is var bare && (bare.ConstantValue is { HasValue: true, Value: "" }
            || bare is IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } });
}
