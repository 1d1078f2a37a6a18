using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace KmsGuard.ModelCodeFixes;

/// <summary>Attributes of KmsGuard, as a person would write them.</summary>
internal static class Annotation
{
    /// <summary>The attribute's name, which the IDE shortens as far as usings allow.</summary>
    internal static NameSyntax Name(string attribute) => SyntaxFactory.ParseName("global::KmsGuard." + attribute).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>A property, parameter of a record or class with the attribute behind those that it has; anything else as it is.</summary>
    internal static SyntaxNode Add(SyntaxNode declared, string attribute, string argument)
    {
        // Parsed, because the IDE would put a list that is made of nodes on a line of its own.
        var target = declared is ParameterSyntax ? "property: " : "";
        var list = SyntaxFactory.ParseMemberDeclaration($"[{target}global::KmsGuard.{attribute}({SymbolDisplay.FormatLiteral(argument, quote: true)})] int P {{ get; }}")!.AttributeLists[0];
        list = list.ReplaceNode(list.Attributes[0].Name, list.Attributes[0].Name.WithAdditionalAnnotations(Simplifier.Annotation));
        return declared switch
        {
            MemberDeclarationSyntax member => Insert(member, member.AttributeLists, list, static (node, lists) => node.WithAttributeLists(lists)),
            ParameterSyntax parameter => Insert(parameter, parameter.AttributeLists, list, static (node, lists) => node.WithAttributeLists(lists)),
            _ => declared,
        };
    }

    /// <summary>Behind the last list, as that is written: on a line of its own, or on the same line.</summary>
    private static T Insert<T>(T node, SyntaxList<AttributeListSyntax> lists, AttributeListSyntax list, Func<T, SyntaxList<AttributeListSyntax>, T> with)
        where T : SyntaxNode
    {
        if (lists.LastOrDefault() is not { } last)
            return with(node.WithoutLeadingTrivia(), SyntaxFactory.SingletonList(list.WithTrailingTrivia(SyntaxFactory.Space))).WithLeadingTrivia(node.GetLeadingTrivia());
        if (!last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
            return with(node, lists.Replace(last, last.WithTrailingTrivia(SyntaxFactory.Space)).Add(list.WithTrailingTrivia(last.GetTrailingTrivia())));
        var indentation = last.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse();
        return with(node, lists.Add(list.WithLeadingTrivia(indentation).WithTrailingTrivia(last.GetTrailingTrivia())));
    }
}
