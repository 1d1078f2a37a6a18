using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>
/// KMSG2001 to KMSG2003: a class that names its key itself is given it by its constructor. Only in a class with at most one constructor,
/// without optional parameters: then the compiler finds every caller that has to pass the key.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HardCodedKeyFix))]
public sealed class HardCodedKeyFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public HardCodedKeyFix()
        : base("KMSG2001", "KMSG2002", "KMSG2003")
    {
    }

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (source.Node<ExpressionSyntax>(diagnostic.Location) is not { } key
            || key.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not ClassDeclarationSyntax type || !KeyParameters.CanBeAdded(source, type))
            return null;
        var text = source.Model.GetConstantValue(key, source.Cancel) is { HasValue: true, Value: string constant } ? constant : key.ToString();
        // The name of a constant: as if its declaration had been reported.
        if (key is not LiteralExpressionSyntax && DeclaredValue(source, key) is { } declared && declared.FirstAncestorOrSelf<TypeDeclarationSyntax>() == type
            && KeyMove.OfMember(source, type, declared, text) is { } atDeclaration)
            return atDeclaration;
        return KeyMove.OfMember(source, type, key, text) ?? KeyMove.OfUse(type, key, text);
    }

    private protected override void Apply(FixSource source, SyntaxEditor editor, FixPlan[] plans)
    {
        foreach (var moves in plans.Cast<KeyMove>().GroupBy(static move => move.Type))
            new KeyParameters(moves.Key).Add(editor, [.. moves.GroupBy(static move => move.Place).Select(static same => same.First())]);
    }

    private static ExpressionSyntax? DeclaredValue(FixSource source, ExpressionSyntax name) =>
        source.Model.GetSymbolInfo(name, source.Cancel).Symbol is { DeclaringSyntaxReferences: { Length: 1 } declarations }
        && declarations[0].SyntaxTree == source.Root.SyntaxTree
            ? declarations[0].GetSyntax(source.Cancel) switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var value } => value,
                PropertyDeclarationSyntax { Initializer.Value: var value } => value,
                _ => null,
            }
            : null;
}
