using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1006 and KMSG1007: Encrypt of what does not fit, or may not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DirectEncryption : KmsCallAnalyzer
{
    private static readonly DiagnosticDescriptor TooLarge = Rule.Create(
        "KMSG1006",
        "Direct encryption of more than KMS takes",
        "{0} takes at most {2} bytes and this payload has {1} or more: encrypt it under a data key of GenerateDataKey",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "KMS encrypts up to 4 KB itself; a larger payload always fails. Envelope encryption uses KMS for the data key only.");

    private static readonly DiagnosticDescriptor Unbounded = Rule.Create(
        "KMSG1007",
        "Direct encryption of a payload without a bound",
        "{0} takes at most {2} bytes and this payload comes from {1}, without a check of its length: encrypt it under a data key of GenerateDataKey",
        Rule.KmsCalls,
        DiagnosticSeverity.Info,
        "KMS encrypts up to 4 KB itself; what is larger one day fails that day. Envelope encryption uses KMS for the data key only.");

    /// <summary>Creates the rules.</summary>
    public DirectEncryption()
        : base(TooLarge, Unbounded)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (call.Operation != KmsOperation.Encrypt || call.Values("Plaintext") is not { Count: 1 } values)
            return;
        var size = PayloadSizes.Of(values[0], new StepBudget());
        var place = call.Place(values[0]);
        var method = call.Method;
        // A data key is generated under a symmetric key only.
        var facts = call.IsSymmetric(call.Operation.Sides[0]) ? FixFacts.Of(call) : FixFacts.None;
        var limit = call.PlaintextLimit();
        if (size.Min > limit)
            Report(context, aws, TooLarge, place, facts, method, Text(size.Min), Text(limit));
        else if (size.UnboundedSource is { } source && !call.IsGuarded(values[0]))
            Report(context, aws, Unbounded, place, facts, method, source, Text(limit));
    }

    private static string Text(long bytes) => bytes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
