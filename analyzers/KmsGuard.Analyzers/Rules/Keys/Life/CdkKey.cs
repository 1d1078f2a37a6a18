using System.Collections.Immutable;
using KmsGuard.Analyzers.AwsSdk;
using KmsGuard.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Rules.Keys.Life;

/// <summary>KMSG2005, KMSG2007, KMSG2008 and KMSG2010 for keys and aliases that the CDK describes: <c>Key</c> with <c>KeyProps</c>, <c>CfnKey</c> with <c>CfnKeyProps</c>, and the like.</summary>
internal static class CdkKey
{
    internal static readonly string[] Words = ["AWS.KMS", "KeyProps"];

    // What a rotatable key may be given: the material is KMS's own, and symmetric.
    private static readonly (string Property, string Rotatable)[] Kinds = [("KeySpec", "SYMMETRIC_DEFAULT"), ("KeyUsage", "ENCRYPT_DECRYPT"), ("Origin", "AWS_KMS")];

    internal static void Analyze(OperationAnalysisContext context, AwsSdkContext aws)
    {
        switch (context.Operation)
        {
            case IObjectCreationOperation { Type: { Name: "Key" or "CfnKey" } type } creation when IsOfKms(type):
                OfRotation(context, aws, creation);
                break;
            case IObjectCreationOperation { Type: { Name: "KeyProps" or "CfnKeyProps" or "AliasProps" or "CfnAliasProps" } type } creation when IsOfKms(type):
                OfProperties(context, aws, creation);
                break;
            case IInvocationOperation { TargetMethod: { Name: "AddAlias", ContainingType: var type }, Arguments: [{ Value: var alias }] } when IsOfKms(type):
                AliasNaming.OfCdk(context, aws, alias);
                break;
        }
    }

    private static bool IsOfKms(ITypeSymbol type) => AwsSdkContext.IsCdk(type) && type.ContainingNamespace.Name == "KMS";

    private static void OfRotation(OperationAnalysisContext context, AwsSdkContext aws, IObjectCreationOperation key)
    {
        var given = key.Arguments.FirstOrDefault(static one => one.Parameter?.Name == "props")?.Value.Bare();
        // Properties that are not written here are not known.
        if (given is not null && !given.IsNull() && given is not IObjectCreationOperation)
            return;
        var properties = given is IObjectCreationOperation created ? Properties(created) : ImmutableDictionary<string, IOperation>.Empty;
        if (!properties.ContainsKey("RotationPeriod") && !properties.ContainsKey("RotationPeriodInDays")
            && (!properties.TryGetValue("EnableKeyRotation", out var enabled) || enabled.IsNull() || enabled.Bare().ConstantValue is { HasValue: true, Value: false })
            && Array.TrueForAll(Kinds, kind => !properties.TryGetValue(kind.Property, out var value) || value.IsNull() || (ConstantValues.NameOf(value) ?? EnumName(value)) == kind.Rotatable))
            KmsGuardAnalyzer.Report(context, aws, KeyWithoutRotation.Unrotated, key.TypeName().GetLocation(), $"new {key.Type!.Name}", "set EnableKeyRotation");
    }

    private static void OfProperties(OperationAnalysisContext context, AwsSdkContext aws, IObjectCreationOperation props)
    {
        var properties = Properties(props);
        if (properties.TryGetValue("Alias", out var alias) || properties.TryGetValue("AliasName", out alias))
            AliasNaming.OfCdk(context, aws, alias);
        // The CDK keeps keys, unless it is told to delete them with their stack. Who asks for both may know that the key is of a trial:
        // not as sure as a call that deletes one.
        if (properties.TryGetValue("PendingWindow", out var window) && properties.TryGetValue("RemovalPolicy", out var removal) && EnumName(removal) == "DESTROY"
            && window.Bare() is IInvocationOperation { TargetMethod: { Name: "Days", ContainingType.Name: "Duration" }, Arguments: [{ Value: var days }] }
            && days.Bare().ConstantValue is { HasValue: true, Value: int and < KeyDeletion.MaxDays and var found })
            KmsGuardAnalyzer.Report(context, aws, KeyDeletion.ShortWindow, DiagnosticSeverity.Info, window.Syntax.GetLocation(), "PendingWindow", found);
        if (properties.TryGetValue("PendingWindowInDays", out var number) && number.Bare().ConstantValue is { HasValue: true, Value: int and < KeyDeletion.MaxDays and var given })
            KmsGuardAnalyzer.Report(context, aws, KeyDeletion.ShortWindow, DiagnosticSeverity.Info, number.Syntax.GetLocation(), "PendingWindowInDays", given);
        if (properties.TryGetValue(LockoutSafety.Bypass, out var bypass) && bypass.Bare().ConstantValue is { HasValue: true, Value: true })
            KmsGuardAnalyzer.Report(context, aws, LockoutSafety.Bypassed, bypass.Syntax.Parent!.GetLocation(), props.Type!.Name);
    }

    private static ImmutableDictionary<string, IOperation> Properties(IObjectCreationOperation props)
    {
        var all = ImmutableDictionary.CreateBuilder<string, IOperation>();
        foreach (var one in props.Initializer is { } initializer ? initializer.Initializers : ImmutableArray<IOperation>.Empty)
        {
            if (one is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value })
                all[name] = value;
        }
        return all.ToImmutable();
    }

    private static string? EnumName(IOperation value) => value.Bare() is IFieldReferenceOperation { Field: { ContainingType.TypeKind: TypeKind.Enum, Name: var name } } ? name : null;
}
