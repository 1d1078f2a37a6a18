using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// The texts that a value may be, as far as they are written in the code: literals, constants, locals, fields that keep their first
/// value, parameters that every caller gives a known text, fallbacks, elements of collections, and texts that are put together of
/// those. No text says nothing: that a value is not found here does not mean that it has no other.
/// </summary>
internal static class ConstantValues
{
    internal const int MaxDepth = 8;

    internal static IEnumerable<ConstantText> Of(IOperation value, StepBudget budget) => Of(value, budget, through: null, depth: 0);

    internal static IEnumerable<ConstantText> Of(IOperation value, StepBudget budget, ISymbol? through, int depth)
    {
        value = value.Bare();
        if (depth >= MaxDepth || !budget.Spend())
            return [];
        return value switch
        {
            ILocalReferenceOperation local => OfLocal(local, budget, depth),
            IFieldReferenceOperation field => OfField(field, budget, depth),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection } => OfElements(collection, value, budget, depth),
            IPropertyReferenceOperation property => OfMember(property, property.Property, budget, depth),
            IArrayElementReferenceOperation element => OfElements(element.ArrayReference, value, budget, depth),
            IParameterReferenceOperation parameter => ParameterValues.Of(parameter, budget, depth),
            { ConstantValue: { HasValue: true, Value: string text } } => [new ConstantText(text, value, through)],
            ICoalesceOperation coalesce => Alternatives(coalesce.Value, coalesce.WhenNull),
            IConditionalOperation { WhenFalse: { } whenFalse } conditional => Alternatives(conditional.WhenTrue, whenFalse),
            ISwitchExpressionOperation choice => Alternatives([.. choice.Arms.Select(static arm => arm.Value)]),
            // configuration.GetValue("Kms:KeyId", defaultValue: "...")
            IInvocationOperation call when call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "defaultValue") is { } fallback =>
                Alternatives(fallback.Value),
            IInvocationOperation call when Helpers.BodyOf(call) is { } body =>
                Helpers.Returned(body).SelectMany(returned => Of(returned, budget, through, depth + 1)).Select(found => new ConstantText(found.Text, value, call.TargetMethod)),
            IInvocationOperation call when CollectionElements.IsChoice(call) => OfElements(call.Instance ?? call.Arguments[0].Value, value, budget, depth),
            _ => TextParts.Of(value, budget, depth).Select(text => new ConstantText(text, value, through)),
        };

        IEnumerable<ConstantText> Alternatives(params IOperation[] values) => values.SelectMany(one => Of(one, budget, through, depth + 1));
    }

    /// <summary>The name of a value of the SDK's enumerations, which are classes with fields: KeySpec.RSA_2048, or the text "RSA_2048".</summary>
    internal static string? NameOf(IOperation value)
    {
        value = value.Bare();
        if (value is ILocalReferenceOperation local)
            return LocalUses.Of(local, new StepBudget()) is { Values.Count: 1 } uses && uses.Values[0].Bare() is not ILocalReferenceOperation ? NameOf(uses.Values[0]) : null;
        if (value is IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } && field.DeclaringSyntaxReferences.IsEmpty)
            return field.Name;
        var texts = Of(value, new StepBudget()).Select(static found => found.Text).Distinct().Take(2).ToArray();
        return texts.Length == 1 ? texts[0] : null;
    }

    /// <summary>The names of what a collection holds, as far as it is filled here.</summary>
    internal static IEnumerable<string> ElementNames(IOperation collection, StepBudget budget) =>
        CollectionElements.Of(collection, budget, depth: 0).Select(static element => NameOf(element)).OfType<string>();

    /// <summary>The number that a value is, or null where it may be another.</summary>
    internal static int? NumberOf(IOperation value)
    {
        value = value.Bare();
        if (value.ConstantValue is { HasValue: true, Value: int number })
            return number;
        var values = value switch
        {
            ILocalReferenceOperation local => (IReadOnlyList<IOperation>?)LocalUses.Of(local, new StepBudget())?.Values,
            IFieldReferenceOperation field => FieldUses.ValuesOf(field, new StepBudget()),
            _ => null,
        };
        return values?.Count == 1 && values[0].Bare().ConstantValue is { HasValue: true, Value: int written } ? written : null;
    }

    private static IEnumerable<ConstantText> OfLocal(ILocalReferenceOperation local, StepBudget budget, int depth)
    {
        if (LocalUses.Of(local, budget) is { } uses)
            return uses.Values.SelectMany(value => Of(value, budget, local.Local, depth + 1));
        return CollectionElements.LoopOf(local) is { } loop ? OfElements(loop.Collection, local, budget, depth) : [];
    }

    // What is written in the same body has its place there; elements of a field are placed where one is taken.
    private static IEnumerable<ConstantText> OfElements(IOperation collection, IOperation taken, StepBudget budget, int depth) =>
        CollectionElements.Of(collection, budget, depth).SelectMany(element => Of(element, budget, through: null, depth + 1))
            .Select(found => new ConstantText(found.Text, found.Place.Body().Syntax == taken.Body().Syntax ? found.Place : taken, found.Through));

    // Assigned in a constructor, or by an initialiser.
    private static IEnumerable<ConstantText> OfField(IFieldReferenceOperation field, StepBudget budget, int depth)
    {
        var written = OfMember(field, field.Field, budget, depth).ToArray();
        if (written.Length > 0 || field.Field.Type.SpecialType != SpecialType.System_String || FieldUses.ValuesOf(field, budget) is not { } values)
            return written;
        return values.SelectMany(value => Of(value, budget, field.Field, depth + 1)).Select(found => new ConstantText(found.Text, field, field.Field));
    }

    private static IEnumerable<ConstantText> OfMember(IOperation reference, ISymbol symbol, StepBudget budget, int depth)
    {
        if (reference.ConstantValue is { HasValue: true, Value: string constant })
            return [new ConstantText(constant, reference, symbol)];
        if (!IsFixed(symbol) || Initializer(symbol) is not { } value)
            return [];
        if (value is LiteralExpressionSyntax literal)
            return literal.IsKind(SyntaxKind.StringLiteralExpression) ? [new ConstantText(literal.Token.ValueText, reference, symbol)] : [];
        // More than a literal needs its meaning, and a rule may not ask for another file's.
        return value.SyntaxTree == reference.Syntax.SyntaxTree && reference.SemanticModel?.GetOperation(value) is { } written
            ? Of(written, budget, symbol, depth + 1).Select(found => new ConstantText(found.Text, reference, symbol)) : [];
    }

    private static bool IsFixed(ISymbol symbol) => symbol is IFieldSymbol { IsReadOnly: true }
        or IPropertySymbol { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false };

    private static ExpressionSyntax? Initializer(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { Length: 1 } declarations
        ? declarations[0].GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => value,
            _ => null,
        }
        : null;
}
