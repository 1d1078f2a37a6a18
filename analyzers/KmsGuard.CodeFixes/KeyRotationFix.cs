using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG2007: enables rotation in the statement after the one that makes the key, where its response is kept.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyRotationFix))]
public sealed class KeyRotationFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public KeyRotationFix()
        : base("KMSG2007")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<SyntaxNode>(diagnostic.Location)?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax client } call
            || !IsAtHand(client.Expression) || KeptIn(call) is not var (statement, response))
            return null;
        var isAsync = client.Name.Identifier.ValueText == "CreateKeyAsync";
        var type = source.NameOf("Amazon.KeyManagementService.Model.EnableKeyRotationRequest", call);
        var request = $"new {type} {{ KeyId = {response}.KeyMetadata.KeyId }}";
        // The token, and the context to go on in, are as they are for the call itself.
        var token = call.ArgumentList.Arguments.Count == 2 ? $", {call.ArgumentList.Arguments[1]}" : "";
        var enable = $"{client.Expression.WithoutTrivia()}.EnableKeyRotation{(isAsync ? "Async" : "")}({request}{token}){Configured(call)}";
        var added = SyntaxFactory.ParseStatement($"{(isAsync ? "await " : "")}{enable};")
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        return new FixPlan(
            "Enable rotation (the caller then needs kms:EnableKeyRotation)",
            new Dictionary<string, Action<SyntaxEditor>> { [$"{statement.SpanStart}"] = editor => editor.InsertAfter(statement, type.StartsWith("global::", StringComparison.Ordinal) ? WithImports(added) : added) });
    }

    // Asking for it twice must not make two.
    private static bool IsAtHand(ExpressionSyntax client) => client is IdentifierNameSyntax or ThisExpressionSyntax
        || client is MemberAccessExpressionSyntax access && IsAtHand(access.Expression);

    // var response = await kms.CreateKeyAsync(...);
    private static (StatementSyntax Statement, string Response)? KeptIn(InvocationExpressionSyntax call)
    {
        ExpressionSyntax value = call;
        while (value.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
            value = configured;
        if (value.Parent is AwaitExpressionSyntax awaited)
            value = awaited;
        else if (IsAsync(call))
            return null;
        return value.Parent switch
        {
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } statement } } local
            } => (statement, local.Identifier.Text),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } => (statement, local.Identifier.Text),
            _ => null,
        };
    }

    private static string Configured(InvocationExpressionSyntax call) =>
        call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax { ArgumentList: var configuration } }
            ? ".ConfigureAwait" + configuration : "";

    private static bool IsAsync(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText == "CreateKeyAsync";
}
