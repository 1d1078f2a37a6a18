using KmsGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>Sets a property of a request where the rule says that it has to be set.</summary>
internal static class RequestProperty
{
    /// <summary>
    /// The changes, or null where the places cannot be changed. <paramref name="value"/> is asked for each; the flag tells whether the
    /// place itself gives the value its type.
    /// </summary>
    internal static Dictionary<string, Action<SyntaxEditor>>? Set(FixSource source, Diagnostic diagnostic, Func<bool, ExpressionSyntax> value)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Places, out var places) || places is null)
            return null;
        var changes = new Dictionary<string, Action<SyntaxEditor>>();
        foreach (var (place, location) in places.Split(';').Zip(diagnostic.AdditionalLocations, static (place, location) => (place, location)))
        {
            var property = place.Substring(place.IndexOf(':') + 1);
            if (place.StartsWith(Facts.Request, StringComparison.Ordinal) && source.Node<BaseObjectCreationExpressionSyntax>(location) is { } creation)
                changes[$"{location.SourceSpan.Start} {property}"] = editor => Add(editor, creation, property, value(true));
            else if (place.StartsWith(Facts.Value, StringComparison.Ordinal) && source.Node<ExpressionSyntax>(location) is { } old)
                changes[$"{location.SourceSpan.Start} {property}"] = editor => editor.ReplaceNode(old, value(old.Parent is AssignmentExpressionSyntax).WithTriviaFrom(old));
            else
                return null;
        }
        return changes;
    }

    private static void Add(SyntaxEditor editor, BaseObjectCreationExpressionSyntax creation, string property, ExpressionSyntax value)
    {
        if (creation.Initializer is null && Assigned(creation) is var (statement, local))
        {
            // Its other properties are set by assignments: so is this one.
            editor.InsertAfter(statement, Assign(SyntaxFactory.IdentifierName(local), property, value).WithAdditionalAnnotations(Formatter.Annotation));
            return;
        }
        editor.ReplaceNode(creation, (current, _) => WithMember((BaseObjectCreationExpressionSyntax)current, property, value));
    }

    // The statement that creates the request into a local, and the local.
    private static (StatementSyntax Statement, SyntaxToken Local)? Assigned(BaseObjectCreationExpressionSyntax creation) => creation.Parent switch
    {
        EqualsValueClauseSyntax
        {
            Parent: VariableDeclaratorSyntax
            {
                Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement }
            } local
        } => (statement, local.Identifier),
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } =>
            (statement, local.Identifier),
        _ => null,
    };

    private static ExpressionStatementSyntax Assign(ExpressionSyntax target, string property, ExpressionSyntax value) =>
        SyntaxFactory.ExpressionStatement(Assignment(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, target.WithoutTrivia(), SyntaxFactory.IdentifierName(property)),
            value));

    private static AssignmentExpressionSyntax Assignment(ExpressionSyntax target, ExpressionSyntax value) => SyntaxFactory.AssignmentExpression(
        SyntaxKind.SimpleAssignmentExpression, target, SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), value);

    private static BaseObjectCreationExpressionSyntax WithMember(BaseObjectCreationExpressionSyntax creation, string property, ExpressionSyntax value)
    {
        ExpressionSyntax member = Assignment(SyntaxFactory.IdentifierName(property), value);
        if (creation.Initializer is { Expressions.Count: > 0 } initializer)
            return creation.WithInitializer(initializer.WithExpressions(Append(initializer.Expressions, member)));
        return creation.WithOnlyMember(SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SingletonSeparatedList<ExpressionSyntax>(member)));
    }

    /// <summary>The creation with this initialiser, and without the empty parentheses that it then need not have.</summary>
    internal static BaseObjectCreationExpressionSyntax WithOnlyMember(this BaseObjectCreationExpressionSyntax creation, InitializerExpressionSyntax initializer)
    {
        var trailing = creation.GetTrailingTrivia();
        if (creation is ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } typed)
            creation = typed.WithType(typed.Type.WithoutTrailingTrivia()).WithArgumentList(null);
        return creation.WithInitializer(initializer).WithTrailingTrivia(trailing).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static SyntaxTriviaList Comments(SyntaxTriviaList trivia) =>
        SyntaxFactory.TriviaList(trivia.Reverse().SkipWhile(static one => one.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse());

    // One member a line, or all on one, as they were.
    private static SeparatedSyntaxList<ExpressionSyntax> Append(SeparatedSyntaxList<ExpressionSyntax> members, ExpressionSyntax member)
    {
        var last = members.Last();
        var hasTrailingComma = members.SeparatorCount == members.Count;
        var end = hasTrailingComma ? members.GetSeparator(members.Count - 1).TrailingTrivia : last.GetTrailingTrivia();
        var isOnItsLine = end.Any(SyntaxKind.EndOfLineTrivia);
        var indentation = last.GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        if (isOnItsLine)
            member = member.WithLeadingTrivia(indentation);
        // A comment stays with the member that it is about.
        var rest = SyntaxFactory.TriviaList(isOnItsLine
            ? end.SkipWhile(static trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia)) : end.Skip(Comments(end).Count));

        var nodesAndTokens = members.GetWithSeparators();
        if (hasTrailingComma)
            return SyntaxFactory.SeparatedList<ExpressionSyntax>(
                nodesAndTokens.Add(member).Add(SyntaxFactory.Token(default, SyntaxKind.CommaToken, rest)));
        var comma = SyntaxFactory.Token(default, SyntaxKind.CommaToken, isOnItsLine ? end : SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return SyntaxFactory.SeparatedList<ExpressionSyntax>(
            nodesAndTokens.Replace(nodesAndTokens.Last(), last.WithTrailingTrivia(isOnItsLine ? default : Comments(end))).Add(comma).Add(member.WithTrailingTrivia(rest)));
    }
}
