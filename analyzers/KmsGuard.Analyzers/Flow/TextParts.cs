using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Flow;

/// <summary>
/// Texts that are put together: concatenation, interpolation, <c>string.Format</c>, <c>Join</c> and <c>Concat</c>. Each part may have
/// several texts; a part that has none is a hole.
/// </summary>
internal static class TextParts
{
    // Of several parts with several texts each: more would say no more.
    private const int MaxTexts = 16;

    private static readonly string[] Hole = [ConstantText.Hole.ToString()];

    /// <summary>The texts, or none where the value is not put together here.</summary>
    internal static IReadOnlyList<string> Of(IOperation value, StepBudget budget, int depth) => value switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum =>
            Join([OfPart(sum.LeftOperand, budget, depth + 1), OfPart(sum.RightOperand, budget, depth + 1)]),
        IInterpolatedStringOperation interpolated => Join(interpolated.Parts.Select(part => part switch
        {
            IInterpolatedStringTextOperation written => OfPart(written.Text, budget, depth + 1),
            IInterpolationOperation { FormatString: null, Alignment: null } hole => OfPart(hole.Expression, budget, depth + 1),
            _ => Hole,
        })),
        IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } call => OfCall(call, budget, depth + 1),
        _ => [],
    };

    private static IReadOnlyList<string> OfCall(IInvocationOperation call, StepBudget budget, int depth)
    {
        switch (call.TargetMethod.Name)
        {
            case "Concat":
                return Given(call, 0) is { } parts ? Join(parts.Select(part => OfPart(part, budget, depth))) : Hole;
            case "Join" when Given(call, 1) is { } joined:
                var separator = OfPart(call.Arguments[0].Value, budget, depth);
                return Join(joined.SelectMany((part, index) => index == 0 ? [OfPart(part, budget, depth)] : new[] { separator, OfPart(part, budget, depth) }));
            case "Format" when call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "format") is { } format:
                var arguments = Given(call, format.Parameter!.Ordinal + 1)?.Select(argument => OfPart(argument, budget, depth)).ToArray();
                return [.. OfPart(format.Value, budget, depth).SelectMany(text => Join(Format(text, arguments ?? []))).Take(MaxTexts)];
            case "Trim" or "TrimStart" or "TrimEnd" or "ToString" when call is { Instance: { } text, Arguments.Length: 0 }:
                return [.. ConstantValues.Of(text, budget, through: null, depth).Select(static one => one.Text.Trim()).Take(MaxTexts)];
            default:
                return [];
        }
    }

    // What a call gives from this parameter on, whether as a collection or one by one.
    private static List<IOperation>? Given(IInvocationOperation call, int from)
    {
        var given = new List<IOperation>();
        foreach (var argument in call.Arguments.Where(argument => argument.Parameter?.Ordinal >= from).OrderBy(static argument => argument.Parameter!.Ordinal))
        {
            if (argument.Parameter!.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object)
                given.Add(argument.Value);
            else if (argument.Value.Bare() is IArrayCreationOperation { Initializer: { } elements })
                given.AddRange(elements.ElementValues);
            else
                return null;
        }
        return given;
    }

    // "{0}" is the first argument; "{{" is a brace. With a width or a format the text is not known.
    private static IEnumerable<IReadOnlyList<string>> Format(string format, IReadOnlyList<string>[] arguments)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            var isDouble = i + 1 < format.Length && format[i + 1] == format[i];
            if (format[i] is not ('{' or '}') || isDouble)
            {
                text.Append(format[i]);
                i += format[i] is '{' or '}' ? 1 : 0;
                continue;
            }
            var end = format.IndexOf('}', i);
            yield return [text.ToString()];
            text.Clear();
            if (end < 0)
                yield break;
            yield return int.TryParse(format.Substring(i + 1, Math.Max(0, end - i - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < arguments.Length ? arguments[index] : Hole;
            i = end;
        }
        yield return [text.ToString()];
    }

    private static string[] OfPart(IOperation part, StepBudget budget, int depth)
    {
        var bare = part.Bare();
        if (bare.ConstantValue is { HasValue: true, Value: var constant and not string })
            return constant is null ? [""] : constant is int or long or char or bool ? [Convert.ToString(constant, CultureInfo.InvariantCulture)] : Hole;
        var found = ConstantValues.Of(bare, budget, through: null, depth).Select(static one => one.Text).Distinct().Take(MaxTexts + 1).ToArray();
        return found.Length is 0 or > MaxTexts ? Hole : found;
    }

    private static IReadOnlyList<string> Join(IEnumerable<IReadOnlyList<string>> parts)
    {
        IReadOnlyList<string> texts = [""];
        foreach (var part in parts)
        {
            var next = texts.Count * part.Count > MaxTexts ? Hole : part;
            texts = [.. texts.SelectMany(text => next.Select(one => text + one))];
        }
        return texts;
    }
}
