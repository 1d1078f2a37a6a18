using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Whether the nonce of a cipher's call is the same each time.</summary>
internal static class NonceFlow
{
    private const int MaxDepth = 6;

    /// <summary>Whether the code writes the nonce itself, so that it never changes.</summary>
    internal static bool IsFixed(IOperation nonce, StepBudget budget, int depth = 0)
    {
        nonce = nonce.Bare();
        if (depth == MaxDepth || !budget.Spend())
            return false;
        depth++;
        return nonce switch
        {
            ILocalReferenceOperation local => LocalUses.Of(local, budget) is { } uses && uses.Values.TrueForAll(value => IsFixed(value, budget, depth))
                && !uses.Reads.Exists(MayFill),
            IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private } field => FieldUses.Of(field, budget) is { } uses
                && uses.Values.TrueForAll(value => IsFixed(value, budget, depth)) && !uses.Reads.Any(MayFill),
            // new byte[12] is zeros.
            IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } array => array.Initializer is { } initializer
                ? initializer.ElementValues.All(static element => element.ConstantValue.HasValue) : sizes[0].ConstantValue.HasValue || IsSize(sizes[0]),
            IArrayInitializerOperation elements => elements.ElementValues.All(static element => element.ConstantValue.HasValue),
            IUtf8StringOperation => true,
            IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice" } } call => IsFixed(call.Instance ?? call.Arguments[0].Value, budget, depth),
            IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: var owner }, Arguments: { Length: 1 } texts } when owner.EndsWith("Encoding", StringComparison.Ordinal) =>
                texts[0].Value.ConstantValue.HasValue,
            IInvocationOperation { TargetMethod: { Name: "FromBase64String" or "FromHexString", ContainingType.Name: "Convert" }, Arguments: { Length: 1 } texts } =>
                texts[0].Value.ConstantValue.HasValue,
            _ => false,
        };
    }

    /// <summary>Whether a loop encrypts again and again with a nonce that was made before it.</summary>
    internal static bool IsReused(IInvocationOperation call, IOperation nonce, SecretUse key, StepBudget budget)
    {
        if (nonce.Bare() is not ILocalReferenceOperation local || LocalUses.Of(local, budget) is not { } uses)
            return false;
        for (var parent = call.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is not ILoopOperation loop)
                continue;
            var span = loop.Body.Syntax.Span;
            // Each turn has its own key or its own nonce, or fills the nonce anew.
            return !span.Contains(key.Value.Syntax.Span) && uses.Values.TrueForAll(value => !span.Contains(value.Syntax.Span))
                && !uses.Reads.Exists(read => span.Contains(read.Syntax.Span) && MayFill(read));
        }
        return false;
    }

    // AesGcm.NonceByteSizes.MaxSize
    private static bool IsSize(IOperation size) => size.Bare() is IPropertyReferenceOperation { Property.Name: "MaxSize" or "MinSize" };

    // Only what is known to read does not fill.
    private static bool MayFill(IOperation read) => read.User() switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } view } => MayFill(view),
        IArgumentOperation { Parent: IInvocationOperation call } argument => !Reads(call.TargetMethod, argument.Parameter?.Ordinal),
        IInvocationOperation call => call.TargetMethod.Name is not ("CopyTo" or "ToArray" or "Clone"),
        IArrayElementReferenceOperation { Parent: IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation } => true,
        IPropertyReferenceOperation or IReturnOperation or ITupleOperation or ISimpleAssignmentOperation or IArrayElementReferenceOperation or IExpressionStatementOperation => false,
        _ => true,
    };

    private static bool Reads(IMethodSymbol method, int? ordinal) => (method.ContainingType.Name, method.Name) switch
    {
        ("AesGcm" or "AesCcm" or "ChaCha20Poly1305", _) or ("Convert", _) or ("Stream" or "MemoryStream" or "BinaryWriter", "Write" or "WriteAsync") => true,
        ("Buffer", "BlockCopy") or ("Array", "Copy") => ordinal == 0,
        ("Enumerable", _) => true,
        _ => false,
    };
}
