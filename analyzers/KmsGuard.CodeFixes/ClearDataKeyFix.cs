using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace KmsGuard.CodeFixes;

/// <summary>KMSG1010: what follows the data key moves into a try block, whose finally block clears the key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClearDataKeyFix))]
public sealed class ClearDataKeyFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public ClearDataKeyFix()
        : base("KMSG1010")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        var span = diagnostic.Location.SourceSpan;
        if (!diagnostic.Location.IsInSource || span.End > source.Root.FullSpan.End || diagnostic.Location.SourceTree?.FilePath != source.Root.SyntaxTree.FilePath)
            return null;
        return source.Root.FindNode(span, getInnermostNodeForTie: true) switch
        {
            VariableDeclaratorSyntax local when local.Identifier.Span == span => OfLocal(source, local),
            ExpressionSyntax copy when copy.Span == span => OfCopy(source, copy),
            ArgumentSyntax { Expression: var copy } when copy.Span == span => OfCopy(source, copy),
            _ => null,
        };
    }

    private static FixPlan? OfLocal(FixSource source, VariableDeclaratorSyntax local)
    {
        var name = local.Identifier.ValueText;
        // A value from the start: the finally block may not meet an unassigned variable, nor clear null.
        if (local is not { Initializer.Value: var value, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement } }
            || value is LiteralExpressionSyntax or DefaultExpressionSyntax or ConditionalAccessExpressionSyntax || !CanMove(block.Statements.Skip(block.Statements.IndexOf(statement) + 1))
            || source.Model.GetDeclaredSymbol(local, source.Cancel) is not ILocalSymbol { Type: var type } || Clear(source, type, local.Identifier.Text) is not { } clear)
            return null;
        return new FixPlan(Title(name), new Dictionary<string, Action<SyntaxEditor>>
        {
            ["clear " + local.SpanStart] = editor => editor.ReplaceNode(block, (current, _) => Wrap((BlockSyntax)current, one => Declares(one, name), clear)),
        });
    }

    private static FixPlan? OfCopy(FixSource source, ExpressionSyntax copy)
    {
        if (copy.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement
            || statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax or UsingStatementSyntax)
            || !IsAlwaysEvaluated(copy, statement) || !CanMove(block.Statements.Skip(block.Statements.IndexOf(statement)))
            || source.Model.GetTypeInfo(copy, source.Cancel).Type is not IArrayTypeSymbol type)
            return null;
        var name = FreeName(copy);
        if (Clear(source, type, name) is not { } clear)
            return null;
        var text = copy.ToString();
        return new FixPlan(Title(name), new Dictionary<string, Action<SyntaxEditor>>
        {
            ["clear " + copy.SpanStart] = editor => editor.ReplaceNode(block, (current, _) => WithLocal((BlockSyntax)current, text, name, clear)),
        });
    }

    private static string Title(string name) => $"Clear '{name}' in a finally block";

    // dek.Clear() of a span; of an array by what the framework has.
    private static StatementSyntax? Clear(FixSource source, ITypeSymbol type, string name)
    {
        var hasZeroMemory = source.Model.Compilation.GetTypeByMetadataName("System.Security.Cryptography.CryptographicOperations") is not null;
        var text = type switch
        {
            IArrayTypeSymbol when hasZeroMemory => $"global::System.Security.Cryptography.CryptographicOperations.ZeroMemory({name});",
            IArrayTypeSymbol => $"global::System.Array.Clear({name}, 0, {name}.Length);",
            INamedTypeSymbol { Name: "Span" } => $"{name}.Clear();",
            INamedTypeSymbol { Name: "Memory" } => $"{name}.Span.Clear();",
            _ => null,
        };
        return text is null ? null : WithImports(SyntaxFactory.ParseStatement(text).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation));
    }

    // A label or a local function may be used from before.
    private static bool CanMove(IEnumerable<StatementSyntax> statements) =>
        statements.Any() && statements.All(static statement => statement is not (LocalFunctionStatementSyntax or LabeledStatementSyntax));

    private static bool IsAlwaysEvaluated(ExpressionSyntax copy, StatementSyntax statement)
    {
        for (var parent = copy.Parent; parent is not null && parent != statement; parent = parent.Parent)
        {
            if (parent is AnonymousFunctionExpressionSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax or QueryExpressionSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression })
                return false;
        }
        return true;
    }

    private static string FreeName(SyntaxNode place)
    {
        var taken = new HashSet<string>((place.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? place).DescendantTokens()
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText));
        return Enumerable.Range(1, int.MaxValue).Select(static i => i == 1 ? "dataKey" : "dataKey" + i).First(name => !taken.Contains(name));
    }

    private static bool Declares(StatementSyntax statement, string name) =>
        statement is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } && variables[0].Identifier.ValueText == name;

    private static BlockSyntax WithLocal(BlockSyntax block, string copy, string name, StatementSyntax clear)
    {
        var found = block.DescendantNodes().OfType<ExpressionSyntax>().FirstOrDefault(one => one.ToString() == copy && IsDirectly(one.FirstAncestorOrSelf<StatementSyntax>(), block));
        if (found?.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax owner } statement)
            return block;
        var declaration = SyntaxFactory.ParseStatement($"var {name} = {copy};").WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var user = statement.ReplaceNode(found, SyntaxFactory.IdentifierName(name).WithTriviaFrom(found)).WithLeadingTrivia(SyntaxFactory.ElasticMarker);
        return Wrap(block.ReplaceNode(owner, owner.WithStatements(owner.Statements.ReplaceRange(statement, [declaration, user]))), one => Declares(one, name), clear);
    }

    // In the block, or in a try block that another fix has put around a part of it.
    private static bool IsDirectly(StatementSyntax? statement, BlockSyntax block) =>
        statement?.Parent is BlockSyntax parent && (parent == block || parent.Parent is TryStatementSyntax);

    private static BlockSyntax Wrap(BlockSyntax block, Func<StatementSyntax, bool> isDeclaration, StatementSyntax clear) =>
        block.DescendantNodesAndSelf().OfType<BlockSyntax>().FirstOrDefault(one => one.Statements.Any(isDeclaration)) is { } owner
            ? block.ReplaceNode(owner, WrapRest(owner, owner.Statements.IndexOf(isDeclaration), clear)) : block;

    // A try statement that is all that follows gets the finally block; anything else is put into one.
    private static BlockSyntax WrapRest(BlockSyntax block, int index, StatementSyntax clear)
    {
        var rest = block.Statements.Skip(index + 1).ToArray();
        var guarded = rest.Length == 1 && rest[0] is TryStatementSyntax only
            ? only.WithFinally(only.Finally is { } ending ? ending.WithBlock(ending.Block.AddStatements(clear)) : SyntaxFactory.FinallyClause(SyntaxFactory.Block(clear)))
            : SyntaxFactory.TryStatement(SyntaxFactory.Block(rest), default, SyntaxFactory.FinallyClause(SyntaxFactory.Block(clear))).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(index + 1).Append(guarded.WithAdditionalAnnotations(Formatter.Annotation))));
    }
}
