using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>Whether a body compares any length with a bound. Which one does not matter: who checks lengths knows of the limit.</summary>
internal static class LengthGuards
{
    internal static bool Exist(IOperation body, StepBudget budget)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            // Unknown is silent, and silent is what a guard makes.
            if (!budget.Spend() || IsGuard(operation))
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
            name.Contains("Length") || name.Contains("Size") || name.Contains("Limit") || name.StartsWith("ThrowIfGreaterThan", StringComparison.Ordinal) && call.Arguments.Any(static one => IsLength(one.Value)),
        _ => false,
    };

    private static bool IsLength(IOperation value) => value.Bare() switch
    {
        IPropertyReferenceOperation { Property.Name: "Length" or "LongLength" or "Count" } => true,
        IInvocationOperation { TargetMethod.Name: "GetByteCount" or "Count" } => true,
        _ => false,
    };

    // "> 0" asks whether there is anything at all.
    private static bool IsBound(IOperation value) => value switch
    {
        INegatedPatternOperation negated => IsBound(negated.Pattern),
        IRelationalPatternOperation relational => IsBound(relational.Value),
        IConstantPatternOperation constant => IsBound(constant.Value),
        _ => value.ConstantValue is not { HasValue: true, Value: 0 or 0L },
    };
}
