using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// Whether a body compares any length with a bound that KMS's limit may have given. Which length does not matter: who checks one
/// knows of the limit. A bound that is written out and larger than the limit is none.
/// </summary>
internal static class LengthGuards
{
    private static readonly ConditionalWeakTable<IOperation, StrongBox<bool>> Known = new();

    /// <summary>Whether the body that an operation is part of has such a check.</summary>
    internal static bool Exist(IOperation operation) => Known.GetValue(operation.Body(), static body => new StrongBox<bool>(Search(body))).Value;

    private static bool Search(IOperation body)
    {
        var walked = 0;
        foreach (var operation in body.DescendantsAndSelf())
        {
            // Unknown is silent, and silent is what a guard makes.
            if (++walked > BodyReferences.MaxOperations || IsGuard(operation))
                return true;
        }
        return false;
    }

    private static bool IsGuard(IOperation operation) => operation switch
    {
        IBinaryOperation
        {
            OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan
                or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
        } comparison => IsLength(comparison.LeftOperand) && IsBound(comparison.RightOperand) || IsLength(comparison.RightOperand) && IsBound(comparison.LeftOperand),
        IPropertySubpatternOperation { Member: IMemberReferenceOperation { Member.Name: "Length" or "LongLength" }, Pattern: var pattern } =>
            IsBound(pattern),
        IIsPatternOperation { Value: var value, Pattern: var pattern } => IsLength(value) && IsBound(pattern),
        // EnsureSize(data), ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, Max)
        IInvocationOperation { TargetMethod.Name: var name } call =>
            name.StartsWith("ThrowIfGreaterThan", StringComparison.Ordinal)
                ? call.Arguments.Any(static one => IsLength(one.Value)) && call.Arguments.All(static one => IsLength(one.Value) || IsBound(one.Value))
                : name.Contains("Length") || name.Contains("Size") || name.Contains("Limit"),
        _ => false,
    };

    private static bool IsLength(IOperation value) => value.Bare() switch
    {
        IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" or "Count" } => true,
        IInvocationOperation { TargetMethod.Name: "GetByteCount" or "Count" } => true,
        _ => false,
    };

    private static bool IsBound(IOperation value) => value switch
    {
        INegatedPatternOperation negated => IsBound(negated.Pattern),
        IRelationalPatternOperation relational => IsBound(relational.Value),
        IConstantPatternOperation constant => IsBound(constant.Value),
        // "> 0" asks whether there is anything at all.
        { ConstantValue: { HasValue: true, Value: int bound } } => bound is > 0 and <= PayloadSize.SymmetricLimit,
        { ConstantValue: { HasValue: true, Value: long bound } } => bound is > 0 and <= PayloadSize.SymmetricLimit,
        _ => true,
    };
}
