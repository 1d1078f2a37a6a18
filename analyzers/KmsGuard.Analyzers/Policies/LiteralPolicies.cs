using KmsGuard.Policy;
using KmsGuard.Policy.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace KmsGuard.Analyzers.Policies;

/// <summary>The policy documents that are written in string literals, whatever becomes of the string.</summary>
internal static class LiteralPolicies
{
    // What nearly no literal contains and every policy document does.
    private const string Mark = "\"Statement\"";

    internal static IEnumerable<FoundStatement> In(IOperation literal)
    {
        if (!IsMarked(literal))
            return [];
        var whole = LiteralText.Whole(literal);
        // A policy in several literals is read once, from the first one that shows what it is.
        if (whole.DescendantsAndSelf().First(IsMarked) != literal || LiteralText.Of(whole) is not { } text)
            return [];
        return PolicyStatement.In(JsonReader.Read(text.Text)).Select(statement => new FoundStatement(
            statement,
            value => Location.Create(literal.Syntax.SyntaxTree, text.Place(value.Start, value.End)),
            value => text.Constants(value.Start, value.End)));
    }

    private static bool IsMarked(IOperation operation) => operation switch
    {
        ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } => text.Contains(Mark),
        IUtf8StringOperation utf8 => utf8.Value.Contains(Mark),
        _ => false,
    };
}
