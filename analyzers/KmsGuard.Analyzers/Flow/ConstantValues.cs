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

    internal static List<ConstantText> Of(IOperation value, StepBudget budget) => Of(value, budget, through: null, depth: 0);

    internal static List<ConstantText> Of(IOperation value, StepBudget budget, ISymbol? through, int depth)
    {
        var found = new List<ConstantText>();
        Add(value, budget, through, depth, found);
        return found;
    }

    private static void Add(IOperation value, StepBudget budget, ISymbol? through, int depth, List<ConstantText> found)
    {
        value = value.Bare();
        if (depth >= MaxDepth || !budget.Spend())
            return;
        switch (value)
        {
            case ILocalReferenceOperation local:
                AddLocal(local, budget, depth, found);
                break;
            case IFieldReferenceOperation field:
                AddField(field, budget, depth, found);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection }:
                AddElements(collection, value, budget, depth, found);
                break;
            case IPropertyReferenceOperation property:
                AddMember(property, property.Property, budget, depth, found);
                break;
            case IArrayElementReferenceOperation element:
                AddElements(element.ArrayReference, value, budget, depth, found);
                break;
            case IParameterReferenceOperation parameter:
                found.AddRange(ParameterValues.Of(parameter, budget, depth));
                break;
            case { ConstantValue: { HasValue: true, Value: string text } }:
                found.Add(new ConstantText(text, value, through));
                break;
            case ICoalesceOperation coalesce:
                Add(coalesce.Value, budget, through, depth + 1, found);
                Add(coalesce.WhenNull, budget, through, depth + 1, found);
                break;
            case IConditionalOperation { WhenFalse: { } whenFalse } conditional:
                Add(conditional.WhenTrue, budget, through, depth + 1, found);
                Add(whenFalse, budget, through, depth + 1, found);
                break;
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                    Add(arm.Value, budget, through, depth + 1, found);
                break;
            // configuration.GetValue("Kms:KeyId", defaultValue: "...")
            case IInvocationOperation call when call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "defaultValue") is { } fallback:
                Add(fallback.Value, budget, through, depth + 1, found);
                break;
            case IInvocationOperation call when Helpers.BodyOf(call) is { } body:
                foreach (var returned in Helpers.Returned(body))
                    AddAs(value, call.TargetMethod, Of(returned, budget, through, depth + 1), found);
                break;
            case IInvocationOperation call when CollectionElements.IsChoice(call):
                AddElements(call.Instance ?? call.Arguments[0].Value, value, budget, depth, found);
                break;
            default:
                foreach (var text in TextParts.Of(value, budget, depth))
                    found.Add(new ConstantText(text, value, through));
                break;
        }
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

    private static void AddLocal(ILocalReferenceOperation local, StepBudget budget, int depth, List<ConstantText> found)
    {
        if (LocalUses.Of(local, budget) is { } uses)
        {
            foreach (var value in uses.Values)
                Add(value, budget, local.Local, depth + 1, found);
        }
        else if (CollectionElements.LoopOf(local) is { } loop)
        {
            AddElements(loop.Collection, local, budget, depth, found);
        }
    }

    // What is written in the same body has its place there; elements of a field are placed where one is taken.
    private static void AddElements(IOperation collection, IOperation taken, StepBudget budget, int depth, List<ConstantText> found)
    {
        foreach (var element in CollectionElements.Of(collection, budget, depth))
        {
            foreach (var text in Of(element, budget, through: null, depth + 1))
                found.Add(new ConstantText(text.Text, text.Place.Body().Syntax == taken.Body().Syntax ? text.Place : taken, text.Through));
        }
    }

    // Assigned in a constructor, or by an initialiser.
    private static void AddField(IFieldReferenceOperation field, StepBudget budget, int depth, List<ConstantText> found)
    {
        var before = found.Count;
        AddMember(field, field.Field, budget, depth, found);
        if (found.Count > before || field.Field.Type.SpecialType != SpecialType.System_String || FieldUses.ValuesOf(field, budget) is not { } values)
            return;
        foreach (var value in values)
            AddAs(field, field.Field, Of(value, budget, field.Field, depth + 1), found);
    }

    private static void AddMember(IOperation reference, ISymbol symbol, StepBudget budget, int depth, List<ConstantText> found)
    {
        if (reference.ConstantValue is { HasValue: true, Value: string constant })
            found.Add(new ConstantText(constant, reference, symbol));
        else if (!IsFixed(symbol) || Initializer(symbol) is not { } value)
            return;
        else if (value is LiteralExpressionSyntax literal)
        {
            if (literal.IsKind(SyntaxKind.StringLiteralExpression))
                found.Add(new ConstantText(literal.Token.ValueText, reference, symbol));
        }
        // More than a literal needs its meaning, and a rule may not ask for another file's.
        else if (value.SyntaxTree == reference.Syntax.SyntaxTree && reference.SemanticModel?.GetOperation(value) is { } written)
            AddAs(reference, symbol, Of(written, budget, symbol, depth + 1), found);
    }

    // At the place that names them.
    private static void AddAs(IOperation place, ISymbol through, List<ConstantText> texts, List<ConstantText> found)
    {
        foreach (var text in texts)
            found.Add(new ConstantText(text.Text, place, through));
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
