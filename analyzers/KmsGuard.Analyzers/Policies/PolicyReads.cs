using KmsGuard.Policy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.Policies;

/// <summary>
/// Where code reads a policy file by its name, and which request gets the text: <c>Policy = File.ReadAllText("key.policy.json")</c>. By
/// syntax, so that every file can be asked.
/// </summary>
internal static class PolicyReads
{
    internal static readonly string[] Words = ["ReadAllText"];

    /// <summary>The kind that all places agree on; Unknown where there is none or they do not.</summary>
    internal static PolicyKind KindOf(string fileName, Compilation compilation, CancellationToken cancel)
    {
        var kinds = compilation.SyntaxTrees.Where(tree => MentionedIn.File(tree, Words, cancel) && tree.GetText(cancel).ToString().Contains(fileName))
            .SelectMany(tree => Reads(tree.GetRoot(cancel), fileName)).Select(KindOf).Distinct().Take(2).ToArray();
        return kinds is [var only] ? only : PolicyKind.Unknown;
    }

    private static IEnumerable<ExpressionSyntax> Reads(SyntaxNode root, string fileName) => root.DescendantTokens()
        .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) && Path.GetFileName(token.ValueText.Replace('\\', '/')) == fileName)
        .Select(static token => token.Parent?.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(static call => NameOf(call.Expression) is "ReadAllText" or "ReadAllTextAsync"))
        .OfType<ExpressionSyntax>();

    private static PolicyKind KindOf(ExpressionSyntax read)
    {
        var user = User(read);
        if (user is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } || local.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            return OfUser(user, read);
        return member.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Identifier.ValueText)
            .Select(static name => OfUser(User(name), name)).FirstOrDefault(static kind => kind != PolicyKind.Unknown);
    }

    private static PolicyKind OfUser(SyntaxNode? user, ExpressionSyntax value) => user switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax property, Parent: InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } } assignment
            when assignment.Right.Span.Contains(value.Span) => PolicySinks.KindOf(TypeOf(creation), property.Identifier.ValueText),
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax request, Name.Identifier.ValueText: var property } } assignment
            when assignment.Right.Span.Contains(value.Span) => PolicySinks.KindOf(TypeOf(request), property),
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => PolicySinks.KindOfMethod(NameOf(call.Expression) ?? ""),
        _ => PolicyKind.Unknown,
    };

    // Past await and parentheses.
    private static SyntaxNode? User(SyntaxNode value)
    {
        var user = value.Parent;
        while (user is AwaitExpressionSyntax or ParenthesizedExpressionSyntax || user is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } || user is InvocationExpressionSyntax call && NameOf(call.Expression) == "ConfigureAwait")
            user = user.Parent;
        return user;
    }

    // new PutKeyPolicyRequest { }, PutKeyPolicyRequest request = new() { }
    private static string? TypeOf(BaseObjectCreationExpressionSyntax creation) => creation is ObjectCreationExpressionSyntax { Type: var type } ? NameOf(type)
        : creation.Parent is EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax declaration } ? NameOf(declaration.Type) : null;

    // The local that the request is in.
    private static string? TypeOf(IdentifierNameSyntax request) => request.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<VariableDeclaratorSyntax>()
        .FirstOrDefault(one => one.Identifier.ValueText == request.Identifier.ValueText) is { Parent: VariableDeclarationSyntax declaration } declared
            ? declared.Initializer?.Value is BaseObjectCreationExpressionSyntax creation ? TypeOf(creation) : NameOf(declaration.Type) : null;

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
