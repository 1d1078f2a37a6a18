using KmsGuard.Analyzers.AwsSdk;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Rules.Keys;

/// <summary>Literal keys that are given to types and methods which the compiler does not know, as in code that lacks a reference: by what is written.</summary>
internal static class UnknownKeyPlaces
{
    // A whole ARN of a key, handed to a constructor, is a key that is used; but for what describes or reports one.
    private static readonly string[] Descriptions = ["Exception", "Policy", "Resource", "Statement", "Principal", "Uri", "Regex"];

    internal static IEnumerable<(LiteralExpressionSyntax Key, KeyName Name)> In(SyntaxNode unknown)
    {
        var arguments = unknown switch
        {
            BaseObjectCreationExpressionSyntax creation => creation.ArgumentList,
            InvocationExpressionSyntax call => call.ArgumentList,
            _ => null,
        };
        foreach (var argument in arguments?.Arguments ?? default)
        {
            var isNamed = argument.NameColon is { Name.Identifier.ValueText: var parameter } && KeyPlaces.IsNamedKey(parameter);
            if (KeyOf(argument.Expression) is var (key, name) && (isNamed || name == KeyName.Arn && unknown is BaseObjectCreationExpressionSyntax && !Describes(unknown)))
                yield return (key, name);
        }
        foreach (var member in (unknown as BaseObjectCreationExpressionSyntax)?.Initializer?.Expressions ?? default)
        {
            if (member is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var property }, Right: var value } && KeyPlaces.IsNamedKey(property)
                && KeyOf(value) is { } given)
                yield return given;
        }
    }

    // Not GUIDs: nobody can say whose they are.
    private static (LiteralExpressionSyntax Key, KeyName Name)? KeyOf(ExpressionSyntax value) =>
        value is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression)
        && KeyNames.Classify(literal.Token.ValueText) is var name and not (KeyName.None or KeyName.Id) ? (literal, name) : null;

    private static bool Describes(SyntaxNode unknown) =>
        unknown is ObjectCreationExpressionSyntax { Type: var type } && Array.Exists(Descriptions, word => type.ToString().IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
