using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace KmsGuard.CodeFixes;

/// <summary>A text that is a value of a policy object, alone or one of a list, and can become several.</summary>
internal sealed class PolicyElement
{
    private readonly string before;
    private readonly string after;
    private readonly bool isOfList;
    private readonly bool mayBeArray;

    private PolicyElement(ExpressionSyntax whole, ExpressionSyntax element, LiteralExpressionSyntax literal, bool isOfList, bool mayBeArray)
    {
        Whole = whole;
        Place = element.Span;
        var text = element.ToString();
        before = text.Substring(0, literal.SpanStart - element.SpanStart);
        after = text.Substring(literal.Span.End - element.SpanStart);
        this.isOfList = isOfList;
        this.mayBeArray = mayBeArray;
    }

    /// <summary>The expression that is written anew.</summary>
    internal ExpressionSyntax Whole { get; }

    /// <summary>Where the element stands in it.</summary>
    internal TextSpan Place { get; }

    internal static PolicyElement? Of(FixSource source, ExpressionSyntax text)
    {
        if (text is not LiteralExpressionSyntax literal)
            return null;
        // new ActionIdentifier("kms:*")
        var element = literal.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: ObjectCreationExpressionSyntax { Type: SimpleNameSyntax or QualifiedNameSyntax } creation } }
            && creation.Type.ToString().EndsWith("ActionIdentifier", StringComparison.Ordinal) ? (ExpressionSyntax)creation : literal;
        return element.Parent switch
        {
            // Also of Actions = { new ActionIdentifier("kms:*") }, which is no expression by itself.
            InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ArrayInitializerExpression or (int)SyntaxKind.CollectionInitializerExpression } initializer
                when initializer.Ancestors().FirstOrDefault(static one => one is BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax) is ExpressionSyntax list =>
                new PolicyElement(list, element, literal, isOfList: true, mayBeArray: false),
            ExpressionElementSyntax { Parent: ExpressionSyntax list } => new PolicyElement(list, element, literal, isOfList: true, mayBeArray: false),
            // AddActions("kms:*"), WithActionIdentifiers(new ActionIdentifier("kms:*"))
            ArgumentSyntax { NameColon: null, Parent.Parent: InvocationExpressionSyntax call } when source.Model.GetSymbolInfo(call, source.Cancel).Symbol is IMethodSymbol { Parameters: [.., { IsParams: true }] } =>
                new PolicyElement(call, element, literal, isOfList: true, mayBeArray: false),
            _ when element == literal => new PolicyElement(literal, literal, literal, isOfList: false, MayBeArray(source, literal)),
            _ => null,
        };
    }

    /// <summary>The element as it is written for these texts; null where there can be one only.</summary>
    internal string? Written(string[] texts)
    {
        var written = string.Join(", ", texts.Select(text => $"{before}\"{text}\"{after}"));
        return isOfList || texts.Length == 1 ? written : mayBeArray ? $"new[] {{ {written} }}" : null;
    }

    private static bool MayBeArray(FixSource source, LiteralExpressionSyntax literal) => literal.Parent switch
    {
        AnonymousObjectMemberDeclaratorSyntax { Parent: AnonymousObjectCreationExpressionSyntax created } => CanChangeType(created),
        _ => source.Model.GetTypeInfo(literal, source.Cancel).ConvertedType?.SpecialType == SpecialType.System_Object,
    };

    /// <summary>Whether an anonymous object may get another type: it is not one of several that must have the same, as far as the code around it tells.</summary>
    internal static bool CanChangeType(AnonymousObjectCreationExpressionSyntax created) => created.Parent switch
    {
        ArgumentSyntax or ArrowExpressionClauseSyntax or ReturnStatementSyntax => true,
        AnonymousObjectMemberDeclaratorSyntax { Parent: AnonymousObjectCreationExpressionSyntax outer } => CanChangeType(outer),
        InitializerExpressionSyntax { Parent: ArrayCreationExpressionSyntax } => true,
        InitializerExpressionSyntax { Expressions.Count: 1, Parent: ImplicitArrayCreationExpressionSyntax { Parent: var holder } } => holder is ArgumentSyntax or AssignmentExpressionSyntax
            || holder is AnonymousObjectMemberDeclaratorSyntax { Parent: AnonymousObjectCreationExpressionSyntax outer } && CanChangeType(outer),
        AssignmentExpressionSyntax => true,
        // A local that is only passed on.
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } => local.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            && member.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Identifier.ValueText).All(static name => name.Parent is ArgumentSyntax),
        _ => false,
    };
}
