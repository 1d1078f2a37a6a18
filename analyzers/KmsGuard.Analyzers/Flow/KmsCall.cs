using System.Runtime.CompilerServices;
using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>A call of a KMS operation, and what it sends, whether in a request object or in parameters.</summary>
internal sealed class KmsCall
{
    // Several rules ask about each call.
    private static readonly ConditionalWeakTable<IOperation, Known> Calls = new();

    private readonly RequestFlow? request;

    private KmsCall(KmsOperation operation, IOperation site, string method, RequestFlow? request)
    {
        Operation = operation;
        Site = site;
        Method = method;
        this.request = request;
    }

    internal KmsOperation Operation { get; }

    /// <summary>The call in the code: an invocation, or an invalid operation where the compiler does not know the client's type.</summary>
    internal IOperation Site { get; }

    /// <summary>The name of the method that is called.</summary>
    internal string Method { get; }

    /// <summary>The method's name in the call: what a finding about the whole call underlines.</summary>
    internal Location Name => (CallSyntax.NameOf(Site.Syntax) ?? Site.Syntax).GetLocation();

    /// <summary>Where a value is written; the call itself where that is in another function, which others may call, too.</summary>
    internal Location Place(IOperation value) => IsHere(value) ? value.Syntax.GetLocation() : Name;

    /// <summary>Whether any function that makes this call's request compares the length of anything with a bound.</summary>
    internal bool IsGuarded(IOperation value) => LengthGuards.Exist(Site) || !IsHere(value) && LengthGuards.Exist(value);

    private bool IsHere(IOperation value)
    {
        for (var parent = value.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation && !parent.Syntax.Span.Contains(Site.Syntax.Span))
                return false;
        }
        return value.Body().Syntax == Site.Body().Syntax;
    }

    /// <summary>The call, or null where it is none of KMS's or what it sends is not known.</summary>
    internal static KmsCall? Of(IOperation site, AwsKmsContext kms)
    {
        // By name first: that needs no symbol and rules out nearly every call.
        var method = site is IInvocationOperation invocation ? invocation.TargetMethod.Name : CallSyntax.NameOf(site.Syntax)?.Identifier.ValueText;
        return method is not null && KmsOperation.Named(method) is { } operation
            ? Calls.GetValue(site, one => new Known(one.IsInExpressionTree() ? null : Of(one, method, operation, kms))).Call : null;
    }

    private static KmsCall? Of(IOperation site, string method, KmsOperation operation, AwsKmsContext kms)
    {
        IOperation? request;
        if (site is IInvocationOperation invocation)
        {
            if (kms.OperationOf(invocation.TargetMethod) is null)
                return null;
            if (kms.IsSharedInterface(invocation.TargetMethod.ContainingType))
                return new KmsCall(operation, site, method, request: null);
            request = invocation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value;
        }
        else
        {
            // Half-typed code, or a type that is missing: what is sent tells as much.
            request = CallSyntax.FirstArgument(site.Syntax) is { } argument ? site.SemanticModel?.GetOperation(argument) : null;
            if (request is null || request.Type?.Name != operation.Name + "Request" || !kms.Declares(request.Type))
                return null;
        }
        return request is not null && RequestFlow.Of(request, kms, new StepBudget()) is { } flow ? new KmsCall(operation, site, method, flow) : null;
    }

    /// <summary>
    /// The call of an operation on a key itself, or null where it is none. Where its request is not known it supports no property, and
    /// sends nothing: what can be said is that it is called.
    /// </summary>
    internal static KmsCall? OfKeyOperation(IInvocationOperation invocation, AwsKmsContext kms)
    {
        if (kms.KeyOperationOf(invocation.TargetMethod) is not { } operation || invocation.IsInExpressionTree())
            return null;
        var request = invocation.Arguments.FirstOrDefault(static argument => argument.Parameter is { Ordinal: 0, Type.SpecialType: SpecialType.None });
        return new KmsCall(operation, invocation, invocation.TargetMethod.Name, request is null ? null : RequestFlow.Of(request.Value, kms, new StepBudget()));
    }

    /// <summary>Whether the caller could set this at all: the SDK's version has the property, or the method the parameter.</summary>
    internal bool Supports(string property) => request is null
        ? Argument(property) is not null
        : AwsKmsContext.Supports(request.Type, property);

    /// <summary>Everything that the call may send for a property of its request; empty when it sends nothing.</summary>
    internal IReadOnlyList<IOperation> Values(string property)
    {
        if (request is not null)
            return request.Writes(property);
        return Argument(property) is { } argument ? [argument.Value] : [];
    }

    /// <summary>Whether this side of the call certainly uses a symmetric key: asymmetric ones take no encryption context.</summary>
    internal bool IsSymmetric(EncryptionSide side)
    {
        foreach (var value in Values(side.Algorithm))
        {
            if (NameOf(value) != "SYMMETRIC_DEFAULT")
                return false;
        }
        return true;
    }

    /// <summary>How many bytes Encrypt takes: under the largest key there is for the algorithm, where that is known.</summary>
    internal int PlaintextLimit() => Values(Operation.Sides[0].Algorithm) is { Count: 1 } values ? LimitOf(NameOf(values[0])) : PayloadSize.SymmetricLimit;

    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
    private static int LimitOf(string? algorithm) => algorithm switch
    {
        "RSAES_OAEP_SHA_1" => 470,
        "RSAES_OAEP_SHA_256" => 446,
        "SM2PKE" => 1024,
        _ => PayloadSize.SymmetricLimit,
    };

    // EncryptionAlgorithmSpec.X, "X"
    private static string? NameOf(IOperation value) => value.Bare() switch
    {
        IFieldReferenceOperation { Field.IsConst: false } field => field.Field.Name,
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        _ => null,
    };

    private IArgumentOperation? Argument(string property) => (Site as IInvocationOperation)?.Arguments.FirstOrDefault(argument =>
        string.Equals(argument.Parameter?.Name, property, StringComparison.OrdinalIgnoreCase));

    private sealed class Known(KmsCall? call)
    {
        internal KmsCall? Call { get; } = call;
    }
}
