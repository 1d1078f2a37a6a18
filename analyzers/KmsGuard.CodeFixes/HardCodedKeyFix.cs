using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>
/// KMSG2001 to KMSG2003: a class that names its key itself reads it from the options that it has, or is given it by its constructor: the
/// latter only in a class with at most one constructor, without optional parameters, for then the compiler finds every caller that has to pass the key.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HardCodedKeyFix))]
public sealed class HardCodedKeyFix : KmsGuardFix
{
    /// <summary>Creates the fix.</summary>
    public HardCodedKeyFix()
        : base("KMSG2001", "KMSG2002", "KMSG2003")
    {
    }

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new KeyOptions.All(KeyOf(nameof(KeyOption)), Option, base.GetFixAllProvider());

    private protected override IEnumerable<FixPlan> Plans(FixSource source, Diagnostic diagnostic) =>
        Option(source, diagnostic) is { } option ? [option, .. base.Plans(source, diagnostic)] : base.Plans(source, diagnostic);

    private protected override FixPlan? Plan(FixSource source, Diagnostic diagnostic)
    {
        if (Place(source, diagnostic) is not var (key, text, type) || !KeyParameters.CanBeAdded(source, type))
            return null;
        return DeclaredHere(source, key, type) is { } declared && KeyMove.OfMember(source, type, declared, text) is { } atDeclaration
            ? atDeclaration : KeyMove.OfMember(source, type, key, text) ?? KeyMove.OfUse(type, key, text);
    }

    private static KeyOption? Option(FixSource source, Diagnostic diagnostic)
    {
        if (Place(source, diagnostic) is not var (key, text, type))
            return null;
        var kind = diagnostic.Id switch { "KMSG2001" => "KeyArn", "KMSG2002" => "KeyId", _ => "KeyAlias" };
        return DeclaredHere(source, key, type) is { } declared && KeyOption.Of(source, kind, type, declared, text) is { } atDeclaration
            ? atDeclaration : KeyOption.Of(source, kind, type, key, text);
    }

    private static (ExpressionSyntax Key, string Text, ClassDeclarationSyntax Type)? Place(FixSource source, Diagnostic diagnostic) =>
        source.Node<ExpressionSyntax>(diagnostic.Location) is { } key && key.FirstAncestorOrSelf<TypeDeclarationSyntax>() is ClassDeclarationSyntax type
            ? (key, source.Model.GetConstantValue(key, source.Cancel) is { HasValue: true, Value: string constant } ? constant : key.ToString(), type) : null;

    private protected override void Apply(FixSource source, SyntaxEditor editor, FixPlan[] plans)
    {
        foreach (var moves in plans.Cast<KeyMove>().GroupBy(static move => move.Type))
            new KeyParameters(moves.Key).Add(editor, [.. moves.GroupBy(static move => move.Place).Select(static same => same.First())]);
    }

    // The name of a constant of the type: as if its declaration had been reported.
    private static ExpressionSyntax? DeclaredHere(FixSource source, ExpressionSyntax key, ClassDeclarationSyntax type) =>
        key is not LiteralExpressionSyntax && DeclaredValue(source, key) is { } declared && declared.FirstAncestorOrSelf<TypeDeclarationSyntax>() == type ? declared : null;

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
