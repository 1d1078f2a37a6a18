using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// The texts that a value may be, as far as they are written in the code: literals, constants, locals, readonly fields, fallbacks,
/// concatenations and interpolations.
/// </summary>
internal static class ConstantValues
{
    private const int MaxDepth = 8;

    internal static IEnumerable<ConstantText> Of(IOperation value, StepBudget budget) => Of(value, budget, through: null, depth: 0);

    private static IEnumerable<ConstantText> Of(IOperation value, StepBudget budget, ISymbol? through, int depth)
    {
        value = value.Bare();
        if (depth == MaxDepth || !budget.Spend())
            return [];
        return value switch
        {
            ILocalReferenceOperation local => OfLocal(local, budget, depth),
            IFieldReferenceOperation field => OfField(field, budget, depth),
            IPropertyReferenceOperation property => OfSymbol(property, property.Property),
            { ConstantValue: { HasValue: true, Value: string text } } => [new ConstantText(text, value, through)],
            ICoalesceOperation coalesce => Alternatives(coalesce.Value, coalesce.WhenNull),
            IConditionalOperation { WhenFalse: { } whenFalse } conditional => Alternatives(conditional.WhenTrue, whenFalse),
            ISwitchExpressionOperation choice => Alternatives([.. choice.Arms.Select(static arm => arm.Value)]),
            IInterpolatedStringOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } =>
                [new ConstantText(Pattern(value, budget, depth), value, through)],
            _ => [],
        };

        IEnumerable<ConstantText> Alternatives(params IOperation[] values) => values.SelectMany(one => Of(one, budget, through, depth + 1));
    }

    private static IEnumerable<ConstantText> OfLocal(ILocalReferenceOperation local, StepBudget budget, int depth) =>
        LocalUses.Of(local, budget) is { } uses
            ? uses.Values.SelectMany(value => Of(value, budget, local.Local, depth + 1))
            : [];

    private static IEnumerable<ConstantText> OfSymbol(IOperation reference, ISymbol symbol)
    {
        if (reference.ConstantValue is { HasValue: true, Value: string constant })
            return [new ConstantText(constant, reference, symbol)];
        return IsFixed(symbol) && Written(symbol) is { } text ? [new ConstantText(text, reference, symbol)] : [];
    }

    // Assigned in a constructor, or by an initialiser that is more than a literal.
    private static IEnumerable<ConstantText> OfField(IFieldReferenceOperation field, StepBudget budget, int depth)
    {
        var written = OfSymbol(field, field.Field).ToArray();
        if (written.Length > 0 || field.Field.Type.SpecialType != SpecialType.System_String || FieldUses.Of(field, budget) is not { } uses)
            return written;
        return uses.Values.SelectMany(value => Of(value, budget, field.Field, depth + 1)).Select(found => new ConstantText(found.Text, field, field.Field));
    }

    private static bool IsFixed(ISymbol symbol) => symbol is IFieldSymbol { IsReadOnly: true }
        or IPropertySymbol { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false };

    // A field of another file is read as syntax: a rule may not ask for other files' semantics.
    private static string? Written(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { Length: 1 } declarations
        ? declarations[0].GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => Literal(value),
            PropertyDeclarationSyntax { Initializer.Value: var value } => Literal(value),
            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => Literal(value),
            _ => null,
        }
        : null;

    private static string? Literal(ExpressionSyntax value) =>
        value is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression) ? literal.Token.ValueText : null;

    private static string Pattern(IOperation value, StepBudget budget, int depth)
    {
        value = value.Bare();
        if (value.ConstantValue is { HasValue: true, Value: string text })
            return text;
        if (depth < MaxDepth && budget.Spend())
        {
            if (value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum)
                return Pattern(sum.LeftOperand, budget, depth + 1) + Pattern(sum.RightOperand, budget, depth + 1);
            if (value is IInterpolatedStringOperation interpolated)
                return string.Concat(interpolated.Parts.Select(part => part switch
                {
                    IInterpolatedStringTextOperation written => Pattern(written.Text, budget, depth + 1),
                    IInterpolationOperation { FormatString: null, Alignment: null } hole => Pattern(hole.Expression, budget, depth + 1),
                    _ => ConstantText.Hole.ToString(),
                }));
            // A hole with exactly one known content is no hole.
            if (value is ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                && Of(value, budget, through: null, depth + 1).ToArray() is { Length: 1 } known)
                return known[0].Text;
        }
        return ConstantText.Hole.ToString();
    }
}
