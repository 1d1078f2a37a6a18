using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2007: a symmetric key whose material stays the same for ever.</summary>
internal sealed class KeyWithoutRotation() : KeyRule(ImmutableArray.Create(KeyOperation.CreateKey), Unrotated)
{
    // https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html: symmetric encryption keys whose material KMS made.
    private static readonly (string Property, string Rotatable)[] Kinds =
    [
        ("KeySpec", "SYMMETRIC_DEFAULT"), ("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"), ("KeyUsage", "ENCRYPT_DECRYPT"), ("Origin", "AWS_KMS"),
    ];

    internal static readonly DiagnosticDescriptor Unrotated = Rule.Create(
        "KMSG2007",
        "Symmetric key whose rotation is never enabled",
        "{0} makes a key that is never rotated: {1}",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "With rotation KMS makes new key material every year and keeps the old for what was encrypted under it. Nothing else changes: id, ARN, alias and policies stay.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        if (call.Supports("Origin") && Lacks(call, "CustomKeyStoreId")
            && Array.TrueForAll(Kinds, kind => call.Values(kind.Property).All(value => value.IsNull() || ConstantValues.NameOf(value) == kind.Rotatable))
            && !aws.Names("EnableKeyRotation", context.CancellationToken))
            KmsGuardAnalyzer.Report(context, aws, Unrotated, call.Name, FixFacts.Of(call), call.Method, "call EnableKeyRotation for it");
    }
}
