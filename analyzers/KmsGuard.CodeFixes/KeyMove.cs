using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace KmsGuard.CodeFixes;

/// <summary>One hard-coded key that becomes a parameter of its class's constructor.</summary>
internal sealed class KeyMove : FixPlan
{
    private KeyMove(ClassDeclarationSyntax type, ExpressionSyntax place, string text, MemberDeclarationSyntax? member, CodePlace where)
        : base($"Pass the key to the constructor (whoever creates {type.Identifier.ValueText} must then pass it)", new Dictionary<string, Action<SyntaxEditor>>())
    {
        Type = type;
        Place = place;
        Text = text;
        Member = member;
        Where = where;
    }

    internal ClassDeclarationSyntax Type { get; }

    /// <summary>The expression that is or names the key.</summary>
    internal ExpressionSyntax Place { get; }

    /// <summary>The key: places with the same text share a parameter.</summary>
    internal string Text { get; }

    /// <summary>The field or property that <see cref="Place"/> initialises and that keeps the key from now on, or null.</summary>
    internal MemberDeclarationSyntax? Member { get; }

    internal CodePlace Where { get; }

    /// <summary>Whether <see cref="Member"/> always holds the key.</summary>
    internal bool KeepsIt => Member is PropertyDeclarationSyntax
        || Member is not null && Member.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.ReadOnlyKeyword or SyntaxKind.ConstKeyword);

    /// <summary>The name of <see cref="Member"/>.</summary>
    internal SyntaxToken MemberName =>
        Member is PropertyDeclarationSyntax property ? property.Identifier : ((FieldDeclarationSyntax)Member!).Declaration.Variables[0].Identifier;

    /// <summary>A field or get-only property whose initial value is the key.</summary>
    internal static KeyMove? OfMember(FixSource source, ClassDeclarationSyntax type, ExpressionSyntax value, string text)
    {
        if (value.Parent is not EqualsValueClauseSyntax initializer)
            return null;
        MemberDeclarationSyntax? member = initializer.Parent switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => field,
            // What can be set is somebody's options: they have a constructor without parameters for good reasons.
            PropertyDeclarationSyntax { AccessorList.Accessors: { Count: 1 } accessors } property when accessors[0].IsKind(SyntaxKind.GetAccessorDeclaration) => property,
            _ => null,
        };
        if (member is null || member.Parent != type)
            return null;
        var isShared = member.Modifiers.Any(SyntaxKind.ConstKeyword) || member.Modifiers.Any(SyntaxKind.StaticKeyword);
        return isShared && !CanBelongToInstances(source, type, member) ? null : new KeyMove(type, value, text, member, CodePlace.Initializer);
    }

    /// <summary>A key in the code of an instance.</summary>
    internal static KeyMove? OfUse(ClassDeclarationSyntax type, ExpressionSyntax key, string text)
    {
        var where = CodePlaces.Of(key, type);
        return where is CodePlace.Member or CodePlace.Constructor || where == CodePlace.Initializer && type.ParameterList is not null
            ? new KeyMove(type, key, text, member: null, where) : null;
    }

    // A constant can be an instance's field when nobody else sees it and every use of it is in code of an instance.
    private static bool CanBelongToInstances(FixSource source, ClassDeclarationSyntax type, MemberDeclarationSyntax member)
    {
        if (member is not FieldDeclarationSyntax { Declaration.Variables: { Count: 1 } variables } || type.Modifiers.Any(SyntaxKind.PartialKeyword)
            || member.Modifiers.Any(static modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword))
            return false;
        return Uses(source, type, variables[0]).All(name => IsOfInstance(name, type));
    }

    /// <summary>The names of a field or property in its type.</summary>
    internal static IEnumerable<IdentifierNameSyntax> Uses(FixSource source, ClassDeclarationSyntax type, SyntaxNode declaration)
    {
        var member = source.Model.GetDeclaredSymbol(declaration, source.Cancel);
        return type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == member?.Name
            && SymbolEqualityComparer.Default.Equals(source.Model.GetSymbolInfo(name, source.Cancel).Symbol, member));
    }

    /// <summary>Whether a name stands for a member of this instance, in the code of an instance.</summary>
    internal static bool IsOfInstance(IdentifierNameSyntax name, ClassDeclarationSyntax type)
    {
        // Service.KeyArn names it through the type, which an instance's field cannot be.
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.FirstAncestorOrSelf<ConstructorInitializerSyntax>() is not null)
            return false;
        return CodePlaces.Of(name, type) is CodePlace.Member or CodePlace.Constructor;
    }
}
