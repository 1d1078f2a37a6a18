using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.Analyzers.AwsSdk;

/// <summary>Where code names an operation of KMS: its method, or its request. By syntax, so that other files can be asked, too.</summary>
internal static class NamedOperations
{
    internal static bool In(SyntaxTree tree, string operation, CancellationToken cancel) =>
        // The text first: hardly any file has it.
        tree.GetText(cancel).ToString().Contains(operation) && In(tree.GetRoot(cancel), operation);

    /// <summary>Whether the outermost type around a node names one of the operations.</summary>
    internal static bool InTypeOf(SyntaxNode node, params string[] operations) =>
        node.AncestorsAndSelf().LastOrDefault(static ancestor => ancestor is TypeDeclarationSyntax || ancestor is CompilationUnitSyntax program && HasStatements(program)) is { } type
        && Array.Exists(operations, operation => In(type, operation));

    private static bool HasStatements(CompilationUnitSyntax program) => program.Members.FirstOrDefault() is GlobalStatementSyntax;

    private static bool In(SyntaxNode node, string operation) => node.DescendantTokens().Any(token =>
        token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText.StartsWith(operation, StringComparison.Ordinal)
        && token.ValueText.Substring(operation.Length) is "" or "Async" or "Request");
}
