using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KmsGuard.CodeFixes;

/// <summary>Whose code a place is, and what it may name.</summary>
internal enum CodePlace
{
    /// <summary>Static code, or a place that takes constants only.</summary>
    Other,

    /// <summary>An instance's method, property or indexer: may name the instance's members.</summary>
    Member,

    /// <summary>An instance's constructor: may name its parameters.</summary>
    Constructor,

    /// <summary>The initial value of an instance's field or property: may name a primary constructor's parameters only.</summary>
    Initializer,
}

internal static class CodePlaces
{
    /// <summary>What a node in a type's declaration is part of.</summary>
    internal static CodePlace Of(SyntaxNode node, TypeDeclarationSyntax type)
    {
        for (var place = node; place is not null && place != type; place = place.Parent)
        {
            if (TakesConstantsOnly(place))
                return CodePlace.Other;
            if (IsStaticFunction(place))
                return CodePlace.Other;
            if (place is MemberDeclarationSyntax member && place.Parent == type)
                return OfMember(node, member);
        }
        return CodePlace.Other;
    }

    /// <summary>Whether a member or parameter can be named at a place in a type.</summary>
    internal static bool IsVisible(ISymbol symbol, SyntaxNode place, TypeDeclarationSyntax type) => symbol switch
    {
        IFieldSymbol or IPropertySymbol => symbol.IsStatic || Of(place, type) is CodePlace.Member or CodePlace.Constructor,
        // Of the type's constructor: only instances have it. Of the same function: static functions inside do not.
        IParameterSymbol { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => Of(place, type) != CodePlace.Other,
        IParameterSymbol { RefKind: RefKind.None, DeclaringSyntaxReferences: { Length: 1 } declared } =>
            !place.Ancestors().Any(function => IsStaticFunction(function) && !function.Span.Contains(declared[0].Span)),
        INamedTypeSymbol => true,
        _ => false,
    };

    /// <summary>Whether a member or the base keeps a parameter of the type: the compiler warns where it is then used besides.</summary>
    internal static bool IsStored(string parameter, TypeDeclarationSyntax type) =>
        type.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter
            && (Of(name, type) == CodePlace.Initializer || name.FirstAncestorOrSelf<PrimaryConstructorBaseTypeSyntax>() is not null));

    internal static bool TakesConstantsOnly(SyntaxNode place) =>
        place is AttributeSyntax or ParameterSyntax or CaseSwitchLabelSyntax or ConstantPatternSyntax or GotoStatementSyntax
            or LocalDeclarationStatementSyntax { IsConst: true }
        // "text is KeyArn" is read as a type first.
        || place.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } test && test.Right == place;

    internal static bool IsStaticFunction(SyntaxNode node) =>
        node is LocalFunctionStatementSyntax local && local.Modifiers.Any(SyntaxKind.StaticKeyword)
        || node is AnonymousFunctionExpressionSyntax lambda && lambda.Modifiers.Any(SyntaxKind.StaticKeyword);

    private static CodePlace OfMember(SyntaxNode node, MemberDeclarationSyntax member)
    {
        if (member.Modifiers.Any(SyntaxKind.StaticKeyword) || member.Modifiers.Any(SyntaxKind.ConstKeyword))
            return CodePlace.Other;
        return member switch
        {
            ConstructorDeclarationSyntax => CodePlace.Constructor,
            FieldDeclarationSyntax => CodePlace.Initializer,
            PropertyDeclarationSyntax { Initializer: { } initializer } when initializer.Contains(node) => CodePlace.Initializer,
            MethodDeclarationSyntax or BasePropertyDeclarationSyntax => CodePlace.Member,
            _ => CodePlace.Other,
        };
    }
}
