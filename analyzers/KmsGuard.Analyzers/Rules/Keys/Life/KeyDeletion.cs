using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2008 and KMSG2058: a key that is deleted in a hurry, or without having been disabled first.</summary>
internal sealed class KeyDeletion() : KeyRule(ImmutableArray.Create(KeyOperation.ScheduleKeyDeletion), ShortWindow, Undisabled)
{
    private const string Window = "PendingWindowInDays";

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html: 7 to 30, and 30 when nothing is said.
    internal const int MaxDays = 30;

    internal static readonly DiagnosticDescriptor ShortWindow = Rule.Create(
        "KMSG2008",
        "Key deletion with a short waiting period",
        "{0} leaves {1} days to notice that the key is still needed: leave 30",
        Rule.KmsKeys,
        DiagnosticSeverity.Warning,
        "Once a key is deleted, nothing that was encrypted under it can ever be read. The waiting period is all the time there is to notice that something still needs it.");

    private static readonly DiagnosticDescriptor Undisabled = Rule.Create(
        "KMSG2058",
        "Key deletion without disabling the key first",
        "{0} deletes a key for good, and nothing here disables it first: DisableKey shows in a way that can be undone what still needs it",
        Rule.KmsKeys,
        DiagnosticSeverity.Info,
        "A disabled key can be enabled again; a deleted one takes everything with it that was encrypted under it.");

    internal override void Analyze(OperationAnalysisContext context, AwsSdkContext aws, KmsCall call)
    {
        var method = call.Method;
        foreach (var value in call.Values(Window))
        {
            if (ConstantValues.NumberOf(value) is { } days and < MaxDays)
                KmsGuardAnalyzer.Report(context, aws, ShortWindow, call.Place(value), FixFacts.ToSet(call, Window), method, days);
        }
        // Whoever only passes a request on does not decide.
        if (call.Supports("KeyId") && !NamedOperations.InTypeOf(call.Site.Syntax, "DisableKey"))
            KmsGuardAnalyzer.Report(context, aws, Undisabled, call.Name, method);
    }
}
