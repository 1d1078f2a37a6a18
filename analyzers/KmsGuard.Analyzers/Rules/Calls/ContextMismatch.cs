using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Calls;

/// <summary>KMSG1005: a decryption whose encryption context nothing of its type encrypts with.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContextMismatch : KmsCallAnalyzer
{
    private static readonly DiagnosticDescriptor Differs = Rule.Create(
        "KMSG1005",
        "Encryption contexts that do not match",
        "{0} passes another encryption context than what this type encrypts with ({1}): KMS refuses it, so pass the same pairs",
        Rule.KmsCalls,
        DiagnosticSeverity.Warning,
        "KMS decrypts only with exactly the pairs that it encrypted with, names and values, upper and lower case included.");

    /// <summary>Creates the rule.</summary>
    public ContextMismatch()
        : base(Differs)
    {
    }

    private protected override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (call.Operation != KmsOperation.Decrypt || Pairs(call, call.Operation.Sides[0]) is not { Count: > 0 } own)
            return;
        string? difference = null;
        // A call whose request is not known may be the one that encrypted it.
        if (NeighbouringCalls.MayEncrypt(call, aws.Kms!, context.CancellationToken))
            return;
        foreach (var other in NeighbouringCalls.Of(call, aws.Kms!, context.CancellationToken))
        {
            if (other.Operation == KmsOperation.Decrypt || !IsSameKey(call, other))
                continue;
            // One that is not known, or that fits, may be what is decrypted here.
            if (Pairs(other, other.Operation.Sides[other.Operation.Sides.Length - 1]) is not { } pairs || Difference(own, pairs) is not { } found)
                return;
            difference ??= found;
        }
        if (difference is not null)
            Report(context, aws, Differs, call.Place(call.Values(call.Operation.Sides[0].Context)[0]), call.Method, difference);
    }

    // A decryption without a key id takes the key that the ciphertext names.
    private static bool IsSameKey(KmsCall decryption, KmsCall other)
    {
        var key = decryption.Values("KeyId");
        return key.Count == 0 || other.Values(other.Operation.Name == "ReEncrypt" ? "DestinationKeyId" : "KeyId") is { Count: 1 } keys
            && key.Count == 1 && keys[0].Syntax.ToString() == key[0].Syntax.ToString();
    }

    // The pairs by their names, or null where not all of them are known. A value that only the running program knows is null.
    private static Dictionary<string, string?>? Pairs(KmsCall call, EncryptionSide side)
    {
        if (call.Values(side.Context) is not { Count: 1 } values || ContextFlow.Of(values[0], new StepBudget()) is not { IsWhole: true } flow)
            return null;
        var pairs = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in flow.Pairs)
        {
            if (TextOf(key) is not { } name)
                return null;
            pairs[name] = TextOf(value);
        }
        return pairs;
    }

    // Certain, not only possible.
    private static string? TextOf(IOperation value)
    {
        value = value.Bare();
        if (value.ConstantValue is { HasValue: true, Value: string constant })
            return constant;
        return value is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } } && ConstantValues.NameOf(value) is { } text && text.IndexOf(ConstantText.Hole) < 0 ? text : null;
    }

    private static string? Difference(Dictionary<string, string?> own, Dictionary<string, string?> others)
    {
        foreach (var name in own.Keys.Concat(others.Keys))
        {
            if (!others.TryGetValue(name, out var other))
                return $"'{name}' is only here";
            if (!own.TryGetValue(name, out var value))
                return $"'{name}' is missing";
            if (value is not null && other is not null && value != other)
                return $"'{name}' is '{other}' there";
        }
        return null;
    }
}
