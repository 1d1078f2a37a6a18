using System.Text;
using KmsGuard.Analyzers.Flow;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.Analyzers.Policies;

/// <summary>
/// A text that is written in the code as literals, concatenations and interpolations, and where each of its characters is written.
/// A part that is only known at run time is one <see cref="JsonReader.Hole"/>.
/// </summary>
internal sealed class LiteralText
{
    private readonly StringBuilder text = new();
    private readonly List<TextSpan> places = [];
    private readonly List<(int Start, int End, ISymbol Symbol, string Value)> constants = [];

    private LiteralText()
    {
    }

    internal string Text => text.ToString();

    /// <summary>Where a part of the text is written.</summary>
    internal TextSpan Place(int start, int end)
    {
        // What is missing at the end of the text is shown at its last character.
        start = Math.Min(start, places.Count - 1);
        return TextSpan.FromBounds(places[start].Start, places[Math.Max(start, end - 1)].End);
    }

    /// <summary>The constants that a part of the text comes from.</summary>
    internal IEnumerable<(ISymbol Symbol, string Value)> Constants(int start, int end) =>
        constants.Where(one => one.Start < end && start < one.End).Select(static one => (one.Symbol, one.Value));

    /// <summary>The text, or null where its literals cannot be read.</summary>
    internal static LiteralText? Of(IOperation value)
    {
        var result = new LiteralText();
        return result.Add(value) ? result : null;
    }

    /// <summary>The whole expression of literals that this literal is a part of.</summary>
    internal static IOperation Whole(IOperation literal)
    {
        while (literal.Parent is IInterpolatedStringTextOperation or IInterpolationOperation or IInterpolatedStringOperation
            or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } or IParenthesizedOperation)
            literal = literal.Parent;
        return literal;
    }

    private bool Add(IOperation value)
    {
        // A chain of sums leans to the left, and may be long.
        var rest = new Stack<IOperation>();
        for (value = value.Bare(); value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum; value = sum.LeftOperand.Bare())
            rest.Push(sum.RightOperand);
        if (!AddPart(value))
            return false;
        while (rest.Count > 0)
        {
            if (!(rest.Pop().Bare() is var part && part is IBinaryOperation ? Add(part) : AddPart(part)))
                return false;
        }
        return true;
    }

    private bool AddPart(IOperation part)
    {
        switch (part)
        {
            case IInterpolatedStringOperation interpolated:
                return interpolated.Parts.All(AddPart);
            case IInterpolatedStringTextOperation { Syntax: InterpolatedStringTextSyntax written, Text.ConstantValue: { HasValue: true, Value: string value } }:
                return LiteralTokens.Read(written, value, AddChar);
            case IInterpolationOperation { FormatString: null, Alignment: null } hole:
                return Add(hole.Expression);
            case ILiteralOperation { ConstantValue: { HasValue: true, Value: string value }, Syntax: LiteralExpressionSyntax literal }:
                return LiteralTokens.Read(literal, value, AddChar);
            case IUtf8StringOperation { Value: var value, Syntax: LiteralExpressionSyntax literal }:
                return LiteralTokens.Read(literal, value, AddChar);
            default:
                AddNamed(part);
                return true;
        }
    }

    private void AddNamed(IOperation part)
    {
        var start = text.Length;
        if (part.ConstantValue is not { HasValue: true, Value: string constant })
        {
            AddChar(JsonReader.Hole, part.Syntax.Span);
            return;
        }
        foreach (var one in constant)
            AddChar(one, part.Syntax.Span);
        if (part is IFieldReferenceOperation field)
            constants.Add((start, text.Length, field.Field, constant));
        else if (part is ILocalReferenceOperation local)
            constants.Add((start, text.Length, local.Local, constant));
    }

    private void AddChar(char one, TextSpan place)
    {
        text.Append(one);
        places.Add(place);
    }
}
